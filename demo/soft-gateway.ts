/**
 * The gateway with software tokens, for machines without SoftHSM and for `npm run dev`: all of the real
 * daemon but its tokens. Their keys come on standard input, so they stand in no file.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { runDaemon } from '../packages/gateway/src/daemon.ts'
import { FakeTokens } from '../packages/gateway/src/token/fake/fake-tokens.ts'

export interface SoftToken {
  readonly name: string
  readonly pin: string
  readonly certificatePem: string
  readonly privateKeyPem: string
}

const LANE_QUEUE_MAX = 256

const [configFile = 'congky.yaml'] = process.argv.slice(2)
const given = JSON.parse(await text(process.stdin)) as readonly SoftToken[]
const tokens = given.map(({ name, pin, certificatePem, privateKeyPem }, index) => ({
  ...{ name, label: name, pin, serial: `SOFT${index + 1}` },
  keys: [{ certificateDer: new X509Certificate(certificatePem).raw, privateKey: createPrivateKey(privateKeyPem) }],
}))
process.exitCode = await runDaemon({
  configFile,
  lang: 'vi',
  tokens: (pinAttempts) => new FakeTokens({ tokens, pinAttempts, laneQueueMax: LANE_QUEUE_MAX }),
})
