/** The operator's command that makes an authority for the certificates of his own chargers. */
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { readSettings } from './config.ts'
import { line } from './domain/text.ts'
import { makeFolder, makeOnce } from './files.ts'
import { makeAuthority } from './outbound/authority.ts'
import { type Io, reading } from './terminal.ts'

/** Chargers keep it, and to bring them another one is work. */
const VALID_MS = 20 * 365 * 86_400_000

/** Adds the command to its group. */
export function authorityCommand(group: Command, io: Io): void {
  group
    .command('authority')
    .description('make an authority that signs the certificates of your chargers (profile 3)')
    .option('--organisation <name>', 'whose authority it is (O)', reading(line(64)))
    .action(async ({ organisation = null }: { organisation?: string | null }) => {
      const folder = resolve(readSettings(io.env).data)
      const [file, keyFile] = [join(folder, 'chargers-ca.pem'), join(folder, 'chargers-ca.key')]
      const there = [file, keyFile].find((one) => existsSync(one))
      if (there !== undefined) throw new Error(`${there} is there already: it is not replaced`)
      const made = await makeAuthority(organisation, Date.now(), VALID_MS)
      makeFolder(folder)
      keep({ file: keyFile, text: made.key }, { file, text: made.certificate })
      io.out(told(file, keyFile))
    })
}

type Text = { file: string; text: string }

/** Both or none: neither is of use alone. */
function keep(first: Text, second: Text): void {
  for (const [i, { file, text }] of [first, second].entries()) {
    if (makeOnce(file, () => text.trim())) continue
    if (i > 0) rmSync(first.file)
    throw new Error(`${file} is there already: it is not replaced`)
  }
}

function told(file: string, keyFile: string): string {
  return `CHARGESHARE_OCPP_CLIENT_CA_FILE=${file}
CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE=${keyFile}

These two need TLS: without CHARGESHARE_TLS_CERT_FILE and CHARGESHARE_TLS_KEY_FILE, the server's own
certificate, it does not start with them. Set all four and start it anew. Chargers that come over TLS
(wss://) by their password may then have certificates signed; "Ask for a certificate" on a charger's
page has it do so. Keep a copy of the key: whoever has it may come as any charger.
`
}
