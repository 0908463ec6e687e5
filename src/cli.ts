#!/usr/bin/env node
/** The operator's commands: they work on the server's own store, also while it runs. */
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { type Opened, openWorld, version } from './app.ts'
import { backupTo } from './backup.ts'
import { explained, readSettings, secretsOf, type Settings } from './config.ts'
import { examine, here } from './doctor.ts'
import { LICENSE } from './domain/sharing/event.ts'
import { VehicleId } from './domain/sharing/vehicle.ts'
import { line, rfc3339 } from './domain/text.ts'
import type { Log, Page } from './flows/ports.ts'
import { renewToken } from './secrets.ts'
import type { Env } from './settings.ts'

/** Where a command reads and writes; handed in, so that tests need no process of their own. */
export type Io = {
  env: Env
  input: AsyncIterable<string | Buffer>
  out: (text: string) => void
  err: (text: string) => void
}

type Row = Record<string, unknown>
type Listing = { json?: true }

const PAGE = 1000
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** Does what the arguments say; returns the exit code. */
export async function main(args: string[], io: Io): Promise<number> {
  try {
    await program(io).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    if (!(error instanceof Sick)) io.err(`error: ${(error as Error).message}\n`)
    return 1
  }
}

/** The doctor has found a fault and has said so. */
class Sick extends Error {
  override readonly name = 'Sick'
}
