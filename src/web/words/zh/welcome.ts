/** Words of the first steps, from a new account to the car's first message. */
import type { Words } from '../en.ts'

export const welcome: Words['welcome'] = {
  title: '第一步',
  lead: '顺序不限，随时可以回来。',
  done: '已完成',
  optional: '可选',
  car: {
    title: '您的车',
    text: '填写模块中的车辆编号。在模块命令行中输入 “config list vehicle” 可以查看。',
    id: '车辆编号',
    idHint: '字母、数字、- 和 _，最多 32 个。',
    name: '您怎么称呼它',
    keep: '保留模块现有的密码',
    keepHint: '否则会生成新密码。从其他服务器迁移过来时通常保留原密码。',
    password: '模块的服务器密码',
    button: '添加车辆',
    taken: '此编号在本服务器上已被占用。',
    added: (id) => `已添加 ${id}。`,
    another: '再添加一辆车',
  },
  module: { title: '连接车载模块' },
  share: { title: '共享' },
  push: {
    title: '通知',
    text: '插上充电几秒后手机就会询问。没有通知时，问题会在这里等您。',
    button: '允许通知',
    on: '此设备会收到通知。',
  },
  install: {
    title: '添加到主屏幕',
    text: '之后就像其他应用一样打开，离线也可以。',
    button: '安装',
    installed: '已安装。',
    ios: ['点按 Safari 的共享按钮。', '选择“添加到主屏幕”。', '从主屏幕打开 ChargeShare。'],
    menu: '在浏览器菜单中选择“安装”或“添加到主屏幕”。',
  },
  finish: '回到首页',
}
