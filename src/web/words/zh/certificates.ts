/** Words about the certificates of chargers. */
import type { DeskWords } from '../en/desk.ts'

export const certificates: DeskWords['certificates'] = {
  title: '证书',
  noKey:
    '本服务器尚不签发证书。先要启用 TLS（CHARGESHARE_TLS_CERT_FILE 和 CHARGESHARE_TLS_KEY_FILE），再要自己的密钥（CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE）：可用 npm run cli -- ocpp authority 生成。',
  none: '它还没有证书。一旦用证书接入，仅凭密码将不再够用。',
  last: '未签发',
  until: (day: string) => `有效期至 ${day}`,
  used: '使用中',
  underWay: '发送中',
  over: '已过期',
  revoked: '已吊销',
  ask: '让它申请证书',
  needsTls: '为此它必须通过 TLS 接入：使用以 wss:// 开头的地址。',
  kept: '已安装，尚未使用',
  willAsk: '它同意了，将会申请证书。',
  asked: '它还没有发来申请。已要求：',
  revoke: '吊销',
  revokeAsk: '要吊销这份证书吗？',
  revokeText: '充电桩的连接会断开。若没有其他证书，它只能凭密码再次接入，为此须降低其安全级别。',
  isRevoked: '它已不能再用于接入。',
  authorityEnds: (day: string) => `为充电桩签发证书的机构将于 ${day} 到期`,
  authorityEnded: (day: string) => `为充电桩签发证书的机构已于 ${day} 到期`,
  authorityText:
    '届时所有充电桩的证书都会失效。请新建一个（npm run cli -- ocpp authority），同时保留旧的，并让每个充电桩申请证书。',
  wayBack: '让它用密码接入',
  wayBackAsk: '让它用新密码接入？',
  wayBackText:
    '它的安全级别会降为 TLS 加密码，并得到一个需要您在桩上输入的新密码。下次用证书接入后会再次升高。',
  revokeAll: '全部吊销',
  revokeAllAsk: '要吊销它的所有证书吗？',
  more: '还有更早的证书。',
  soon: '已告知',
}
