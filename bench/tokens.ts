/** P6: what the way to a token costs, and whether tokens sign side by side, whatever happens to one of them. */
import type { Figures } from './figures.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'
import { measureBoundary } from './token-boundary.ts'
import { type FleetToken, GIVEN_UP_MS, inFleet, type TokenFleet } from './token-fleet.ts'

const FLEET = 30
/** Tokens of the bar, each as slow as a quick USB token. */
const EIGHT = 8
const EIGHT_MS = 200
/** How slow each token of the whole fleet is. */
const FLEET_MS = 300
const FLEET_ROUNDS = 3
/** Documents that each token signs in a round. */
const EACH = 6
/** As many as last until a hung driver was given up, started anew and has signed: beside all of that they are timed. */
const BESIDE_TROUBLE = Math.ceil((GIVEN_UP_MS + 800) / EIGHT_MS)

export async function measureTokens(figures: Figures): Promise<void> {
  await measureBoundary(figures)
  figures.progress(`making ${FLEET} tokens`)
  await inFleet(FLEET, async (fleet) => {
    await measureEight(figures, fleet)
    await measureTrouble(figures, fleet)
    await tellFleet(figures, fleet)
  })
}

async function measureEight(figures: Figures, fleet: TokenFleet): Promise<void> {
  const eight = fleet.tokens.slice(0, EIGHT)
  const plain: number[] = []
  const locked: number[] = []
  slowDown(fleet, EIGHT_MS)
  await fleet.rate(eight, 2)
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P6 eight tokens, round ${round} of ${ROUNDS}`)
    const one = await fleet.rate(eight.slice(0, 1), EACH)
    plain.push((await fleet.rate(eight, EACH)) / one)
    fleet.faults.set({ hasGlobalLock: true })
    locked.push((await fleet.rate(eight, EACH)) / one)
    fleet.faults.set({ hasGlobalLock: false })
  }
  figures.add('P6', `${EIGHT} tokens of ${EIGHT_MS} ms ÷ one`, median(plain), '×', 7.8)
  figures.add('P6', 'the same with a driver that has one lock around everything', median(locked), '×', 7.8)
}

/** Six tokens sign, while the driver of another hangs and that of yet another crashes, once each a round. */
async function measureTrouble(figures: Figures, fleet: TokenFleet): Promise<void> {
  const healthy = fleet.tokens.slice(0, 6)
  const [hung, crashed] = fleet.tokens.slice(6, EIGHT)
  if (!hung || !crashed) throw new Error('too few tokens')
  const ratios: number[] = []
  const hungMs: number[] = []
  const crashedMs: number[] = []
  slowDown(fleet, EIGHT_MS)
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P6 a hung and a crashed token, round ${round} of ${ROUNDS}`)
    // A process that has not shown its pace is given more patience.
    await fleet.rate([hung, crashed], 4)
    const alone = await fleet.rate(healthy, BESIDE_TROUBLE)
    fleet.faults.on('C_Sign', 'hangs', { serial: hung.serial, times: 1 })
    fleet.faults.on('C_Sign', 'crashes', { serial: crashed.serial, times: 1 })
    const [beside, afterHang, afterCrash] = await Promise.all([
      fleet.rate(healthy, BESIDE_TROUBLE),
      msToSign(fleet, hung),
      msToSign(fleet, crashed),
    ])
    ratios.push(beside / alone)
    hungMs.push(afterHang - GIVEN_UP_MS - EIGHT_MS)
    crashedMs.push(afterCrash - 2 * EIGHT_MS)
  }
  figures.add('P6', "others' rate beside a hung and a crashed token ÷ alone", median(ratios), '×', 0.95)
  figures.tell('P6', 'from the crash of a driver to its next signature begun', median(crashedMs), 'ms')
  figures.tell('P6', 'from giving up a hung driver to its next signature begun', median(hungMs), 'ms')
}

/** Every token of the fleet at once. */
async function tellFleet(figures: Figures, fleet: TokenFleet): Promise<void> {
  const ratios: number[] = []
  slowDown(fleet, FLEET_MS)
  for (let round = 1; round <= FLEET_ROUNDS; round++) {
    figures.progress(`${FLEET} tokens, round ${round} of ${FLEET_ROUNDS}`)
    const one = await fleet.rate(fleet.tokens.slice(0, 1), EACH)
    ratios.push((await fleet.rate(fleet.tokens, EACH)) / (FLEET * one))
  }
  figures.tell('P6', `${FLEET} tokens of ${FLEET_MS} ms ÷ ${FLEET} × one`, median(ratios), '×')
}

function slowDown(fleet: TokenFleet, takesMs: number): void {
  fleet.faults.clear()
  fleet.faults.on('C_Sign', { takesMs })
}

/** One document, the driver's trouble included. */
async function msToSign(fleet: TokenFleet, token: FleetToken): Promise<number> {
  const startedAt = performance.now()
  await fleet.sign(token)
  return performance.now() - startedAt
}
