/** What a charger says of a connector, by its word for it: 2.x says Occupied of whatever has a cable in it. */
export const statuses: Record<string, string> = {
  Available: '空闲',
  Preparing: '已插枪',
  Occupied: '已插枪',
  Charging: '充电中',
  SuspendedEV: '车辆已暂停',
  SuspendedEVSE: '充电桩已暂停',
  Finishing: '已结束，枪未拔',
  Reserved: '已预约',
  Unavailable: '停用',
  Faulted: '故障',
}
