/** Words of the page where owners sign in and up. */
import type { Words } from '../en.ts'

export const signin: Words['signin'] = {
  in: {
    title: '欢迎回来',
    lead: '登录后可查看充电记录并回答问题。',
    button: '登录',
    other: '还没有账户？',
    change: '注册账户',
    wrong: '邮箱或密码不正确。',
  },
  up: {
    title: '注册账户',
    lead: '只需一分钟。未经您同意，不会共享任何内容。',
    button: '注册',
    other: '已有账户？',
    change: '登录',
    taken: '该邮箱已注册。',
  },
  /** Who has come by the link at a charger. */
  before: {
    title: (identity) => `在 ${identity} 充电`,
    up: '请先注册账户：运营者为其发卡后，您即可在此启动。',
    in: '登录后即可在此启动充电桩。',
  },
  email: '邮箱',
  password: '密码',
  passwordHint: '至少 10 个字符，最好是一串词语。',
  name: '您的名字',
  show: '显示密码',
  closed: '此服务器不接受新注册，请联系运营者为您开户。',
  forgotten: {
    link: '忘记密码？',
    title: '忘记密码？',
    lead: '我们会给您发送一个链接，用来设置新密码。',
    button: '发送链接',
    sent: '请查看您的邮箱',
    sentText: (email) => `如果 ${email} 有对应的账户，链接已经发出，一小时内有效。`,
    noMail: '此服务器不发送电子邮件，请联系运营者。',
    back: '返回登录',
  },
  fresh: {
    title: '设置新密码',
    lead: '之后您会在所有设备上退出，请用新密码登录。',
    label: '新密码',
    button: '保存密码',
    done: '密码已更改，请登录。',
  },
  confirm: {
    title: '确认您的邮箱',
    lead: '点一下，问题就也可以发到您的邮箱。',
    button: '确认',
    done: '已确认，谢谢！',
  },
  ended: {
    title: '此链接已失效',
    text: '每个链接只能使用一次，且有时限。您可以重新获取一个。',
    password: '重新发送链接',
    address: '前往账户',
  },
}
