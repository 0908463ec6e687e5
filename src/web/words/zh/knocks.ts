/** Words about what needs the operator now: chargers that were turned away, cards that nobody knows. */
import type { DeskWords } from '../en/desk.ts'

export const knocks: DeskWords['knocks'] = {
  title: '有充电桩想接入但不能',
  shown: '无人认识的卡',
  all: '全部卡',
  add: '添加',
  toCharger: '查看充电桩',
  ended: '它的证书已过期：请让它再用一次密码接入。',
  whys: {
    400: '它不使用这里支持的 OCPP 版本：1.6、2.0.1 或 2.1（JSON）。',
    401: '没有密码或密码错误。',
    403: '连接方式不够安全，或不被接受。',
    404: '这里无人添加过它。',
    429: '密码错误次数过多：一刻钟后可再试。',
  },
}
