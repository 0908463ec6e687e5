/** Words of the first page: for who passes by, and for who is signed in. */
import type { Words } from '../en.ts'

export const home: Words['home'] = {
  title: '首页',
  hello: (name) => `您好，${name}`,
  helloYou: '您好',
  out: {
    title: '您的车知道哪些充电站好用。',
    lead: '每个地点只需决定一次，是否让它告诉别人。',
    sample: '小红正在一个新地点充电。',
    now: '现在',
    start: '开始使用',
    steps: [
      { title: '插上充电。', text: '车载模块告诉本服务器：充电开始了。' },
      { title: '回答一次。', text: '到了新地点，手机会问您：始终、仅这一次、这次不、从不。' },
      { title: '帮助下一位司机。', text: '您共享的内容成为地图、运营商和研究者的开放数据。' },
    ],
    private: {
      title: '默认私密',
      text: '每辆车起初都不共享。您从不共享的地点不保存位置：即使数据库被盗，没有服务器密钥也无法得知您住在哪里。',
    },
    doors: {
      title: '三扇门',
      owners: { title: '车主', text: '注册、添加车辆、加入共享' },
      partners: { title: '合作伙伴', text: '拉取数据流，或接收推送' },
      developers: { title: '开发者', text: '所有接口及示例' },
    },
    license: '共享的充电数据为开放数据，许可：',
    state: '本服务器：',
    ready: '就绪',
    unready: '未就绪',
  },
  live: {
    title: '正在充电',
    soc: '电量',
    since: (time) => `${time} 开始`,
    shared: '实时共享中',
    private: '私密',
  },
  quiet: { title: '没有车在充电', text: '一旦开始，您会在这里实时看到。' },
  questions: { title: '等待您的回答', all: '全部问题' },
  last: { title: '最近的充电', all: '全部充电', none: '您的第一次充电会显示在这里。' },
  silent: {
    title: '在这台设备上接收提问',
    text: '插上电几秒后就会收到通知，点一下即可回答。',
    how: '查看方法',
    refuse: '以后再说',
  },
  setup: { title: '完成设置', text: '还差几步，您的车就能向您提问了。', go: '继续' },
  empty: {
    title: '添加您的车',
    text: '三分钟：车名、模块设置，以及是否允许共享。',
    go: '添加车辆',
  },
}
