/** What stands in the way of sharing in the module itself, and that its owner learns of it. */
import type { Module } from '../charging/receive.ts'
import type { World } from '../ports.ts'

/** Notes whether a module encrypts what it tells (OVMS paranoid mode); the owner is told once. */
export function setParanoid(_world: World) {
  return async (_module: Module, _isParanoid: boolean): Promise<void> => {}
}
