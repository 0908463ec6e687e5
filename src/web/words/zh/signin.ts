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
  email: '邮箱',
  password: '密码',
  passwordHint: '至少 10 个字符，最好是一串词语。',
  name: '您的名字',
  show: '显示密码',
  closed: '此服务器不接受新注册，请联系运营者为您开户。',
}
