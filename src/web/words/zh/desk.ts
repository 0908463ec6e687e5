/** Chinese words of the operator's desk. */
import type { DeskWords } from '../en/desk.ts'
import { certificates } from './certificates.ts'
import { add, charger, chargers, now, set, site, states, upstreams } from './chargers.ts'
import { deeds, health, partners } from './deeds.ts'
import { knocks } from './knocks.ts'
import { ocpp } from './ocpp.ts'
import { statuses } from './statuses.ts'
import { charges, log, month, rules, tokens } from './transactions.ts'

export const desk: DeskWords = {
  navigation: '工作台',
  nav: {
    now: '现在',
    chargers: '充电桩',
    charges: '充电',
    cards: '卡',
    log: '日志',
    partners: '合作伙伴',
    photos: '照片',
    more: '更多',
  },
  door: {
    title: '运营者工作台',
    text: '请用运营者令牌登录；它在数据文件夹的 operator.token 中。',
    token: '运营者令牌',
    button: '登录',
    wrong: '这不是运营者令牌。',
  },
  signOut: '退出登录',
  language: '语言',
  waits: (count) => `${count} 个等待处理`,
  photos: {
    title: '照片和信息',
    lead: '车主为充电站添加的内容。在您决定之前，没有人能看到。',
    keys: '按键：A 通过，R 拒绝；对象是当前选中的一项，否则是第一项。',
    which: '哪些',
    states: { waiting: '等待中', approved: '已通过', refused: '已拒绝' },
    none: { waiting: '没有等待的内容', approved: '没有已通过的内容', refused: '没有已拒绝的内容' },
    noneText: '新的照片和信息会自动出现在这里。',
    photo: '充电站照片',
    photoOf: (width, height) => `照片，${width} × ${height} 像素`,
    facts: '充电站信息',
    station: '充电站',
    posts: '可同时充电的车辆',
    plugs: '插头',
    access: '开放对象',
    price: '价格',
    accesses: { public: '所有人', customers: '顾客', private: '私人' },
    approve: '通过',
    refuse: '拒绝',
    approved: '已通过：所有人都能看到。',
    refused: '已拒绝。',
    waiting: '它又在等待了。',
    back: '重新决定',
    large: '查看整张照片',
  },
  ...{ add, charger, chargers, now, set, site, states, statuses, upstreams },
  ...{ charges, log, month, rules, tokens },
  ...{ certificates, deeds, health, knocks, ocpp, partners },
}
