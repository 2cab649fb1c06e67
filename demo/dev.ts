/**
 * `npm run dev`: the office of the demo with software tokens, unlocked, and its table filled, kept running
 * for whoever works on the gateway. Everything stands in dev-state/, which each start makes anew.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { Declarants } from './declarants.ts'
import { issueIdentities, unlockTokens } from './office.ts'
import { RunningGateway } from './running-gateway.ts'
import { line, scene } from './terminal.ts'
import { softDrawer } from './token-drawer.ts'

const FOLDER = resolve('dev-state')
const PORT = 8443
/** For the console; its gateway listens on this machine alone, and signs with throw-away certificates. */
const ADMIN = { name: 'dev', password: 'congky-dev-2026' }

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER)
scene('Cổng ký để phát triển', 'a gateway for development')
const identities = await issueIdentities()
const gateway = new RunningGateway({ folder: FOLDER, port: PORT, drawer: softDrawer(identities), identities })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void gateway.stop())
const declarants = await Declarants.open(gateway)
await gateway.start()
await unlockTokens(gateway, identities)
await declarants.waitUntilSigned(identities)
declarants.close()
const { code } = JSON.parse(await gateway.congky(['workstation', 'add', 'dev', '--all', '--json'])) as {
  code: string
}
await gateway.congky(['user', 'add', ADMIN.name, '--role', 'admin', '--password-stdin'], ADMIN.password)
line(`Trang quản trị / console: ${gateway.url}/  (${ADMIN.name} / ${ADMIN.password})`)
line(`npx congky status --config ${gateway.configFile}`)
line(`npx congky-client pair ${code}`)
line('Dừng / stop: Ctrl+C')
await gateway.ended()
