/** Words about the certificates of chargers. */
import type { DeskWords } from '../en/desk.ts'

export const certificates: DeskWords['certificates'] = {
  title: '证书',
  noKey:
    '本服务器不签发证书：没有密钥（CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE）。可用 npm run cli -- ocpp authority 生成',
  none: '它还没有证书。一旦用证书接入，仅凭密码将不再够用。',
  last: '未签发',
  until: (day: string) => `有效期至 ${day}`,
  used: '使用中',
  underWay: '发送中',
  over: '已过期',
  revoked: '已吊销',
  ask: '让它申请证书',
  said: (status: string) => `充电桩答复：${status}。`,
  revoke: '吊销',
  revokeAsk: '要吊销这份证书吗？',
  revokeText: '充电桩的连接会断开。若没有其他证书，它只能凭密码再次接入，为此须降低其安全级别。',
  isRevoked: '它已不能再用于接入。',
}
