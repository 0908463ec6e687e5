/** Words about what needs the operator now: chargers that were turned away, tags that nobody knows. */
import type { DeskWords } from '../en/desk.ts'

export const knocks: DeskWords['knocks'] = {
  title: '被拒绝的连接',
  shown: '出示过但无人登记的卡',
  decide: '处理',
  add: '添加充电桩',
  whys: {
    400: '它不使用这里支持的 OCPP 版本。',
    401: '没有密码或密码错误。',
    403: '连接方式不够安全，或不被接受。',
    404: '无人登记过它。',
    429: '密码错误次数过多；一刻钟后可再试。',
  },
}
