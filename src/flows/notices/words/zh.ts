/** What owners are told, in Chinese. */
import type { Words } from './en.ts'

export const zh: Words = {
  share: {
    title: '要分享这次充电吗？',
    body: (car, { place, isNew, isOver }) => {
      const where = place !== null ? `在“${place}”` : isNew ? '在一个新地点' : ''
      return isOver ? `${car}${where}充过电。` : `${car}正${where}充电。`
    },
    at: (station, isOver) => `${isOver ? '已' : '正'}在${station}充电。要分享这次充电吗？`,
    here: { always: '此处总是', skip: '暂不', never: '此处从不', more: '更多…' },
  },
  abort: {
    title: '充电为什么停止了？',
    body: (car, soc) => (soc === null ? `${car}已停止充电。` : `${car}在 ${soc}% 时停止充电。`),
    user: '是我停止的',
    station: '充电站故障',
    other: '其他原因',
  },
  discreet: { title: '有一个关于充电的问题', body: '请打开应用回答。' },
  discreetNews: { title: '有关于您汽车的消息', body: '请打开应用查看。' },
  paranoid: {
    title: '无法分享您的充电',
    body: (car) => `${car}处于 paranoid 模式：要分享充电，请在模块中关闭该模式。`,
  },
  test: { title: '通知正常', body: '关于充电的问题会发到这里。' },
  deaf: {
    title: '有一台设备不再显示问题',
    body: (device) => `${device}已两周没有显示任何问题。请在该设备上打开应用，重新开启通知。`,
    device: '您的一台设备',
  },
  mail: {
    started: (time) => `充电开始于 ${time}。`,
    answer: '回答',
    open: '打开应用',
    care: '链接会打开一个页面；只有按下页面上的按钮才算回答。无需登录即可打开这一个问题，请勿转发。',
    why: '您收到此邮件，是因为您选择了通过电子邮件接收问题。',
    change: '更改设置',
    address: {
      title: '这是您的邮箱吗？',
      body: '关于充电的问题将发到这里。请在一天之内确认此邮箱属于您。',
      button: '确认此邮箱',
      why: '您收到此邮件，是因为有人为使用此邮箱的账户开启了电子邮件。如果不是您本人，无需任何操作：问题不会发到这里。',
    },
    password: {
      title: '设置新密码',
      body: '链接会打开一个页面，您可以在那里为账户设置新密码。链接只能使用一次，一小时内有效。',
      button: '设置新密码',
      why: '您收到此邮件，是因为有人为使用此邮箱的账户请求了新密码。如果不是您本人，无需任何操作：原密码不变。',
    },
  },
}
