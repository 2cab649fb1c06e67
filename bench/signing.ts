/** How much of a token's speed reaches the caller, through a real gateway. */
import type { GatewayConnection } from '../packages/client/src/index.ts'
import { AGENT, OWN_A } from '../test/support/office.ts'
import { BareSigner } from './bare-signer.ts'
import { inOffice, signMany } from './bench-office.ts'
import { CustomsDocuments, KB } from './documents.ts'
import type { Figures } from './figures.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'

const DOCUMENTS_PER_ROUND = 500

export async function measureSigning(figures: Figures): Promise<void> {
  figures.progress('making tokens')
  await inOffice({}, async ({ office, connection }) => {
    const bare = await BareSigner.start(office, AGENT.token)
    const bareOther = await BareSigner.start(office, OWN_A.token)
    try {
      await measureThroughput(figures, connection, bare, bareOther)
    } finally {
      bare.stop()
      bareOther.stop()
    }
  })
}

/** P1: documents of 10 KB, 16 in flight, against what the tokens do alone. */
async function measureThroughput(
  figures: Figures,
  connection: GatewayConnection,
  bare: BareSigner,
  bareOther: BareSigner,
): Promise<void> {
  const documents = new CustomsDocuments(10 * KB)
  const next = () => documents.next()
  const one: number[] = []
  const two: number[] = []
  const oneToken = { count: DOCUMENTS_PER_ROUND, inFlight: 16, taxCodes: [AGENT.taxCode] }
  const twoTokens = { count: DOCUMENTS_PER_ROUND * 2, inFlight: 32, taxCodes: [AGENT.taxCode, OWN_A.taxCode] }
  await signMany(connection, next, oneToken)
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P1 throughput, round ${round} of ${ROUNDS}`)
    const alone = await bare.rate(DOCUMENTS_PER_ROUND)
    one.push((await signMany(connection, next, oneToken)) / alone)
    const together = (await Promise.all([bare.rate(DOCUMENTS_PER_ROUND), bareOther.rate(DOCUMENTS_PER_ROUND)])).reduce(
      (a, b) => a + b,
    )
    two.push((await signMany(connection, next, twoTokens)) / together)
  }
  figures.add('P1', 'documents/s over WebSocket ÷ bare C_Sign/s, one token', median(one), '×', 0.9)
  figures.add('P1', 'the same with two tokens on two cores', median(two), '×', 0.5)
}
