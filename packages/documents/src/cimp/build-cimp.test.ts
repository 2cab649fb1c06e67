import { expect, test } from 'vitest'
import { Random } from '../../../../test/support/random.ts'
import { buildCimp } from './build-cimp.ts'
import type { CimpMessage, CimpQuantity, CimpStatus } from './cimp-message.ts'
import { parseCimp } from './parse-cimp.ts'

const onHand: CimpMessage = {
  ...{ kind: 'FSU', version: 14, awb: '020-12345675', route: 'FRAJFK', status: 'FOH', place: 'FRA', party: 'LCAG' },
  quantity: { extent: 'T', pieces: 1, weight: { unit: 'K', value: '100' } },
  moment: { day: 16, month: 10, time: '1317' },
  ...{ house: null, flight: null, discrepancy: null, statusQuantity: null, remarks: null },
}

test('the known sample is written as it stands', () => {
  expect(buildCimp(onHand)).toBe('FSU/14\r\n020-12345675FRAJFK/T1K100\r\nFOH/16OCT1317/FRA/LCAG\r\n')
})

test('long remarks fill two lines, and no blank is lost between them', () => {
  const remarks = `${'WORD '.repeat(13)}${'X'.repeat(50)}`
  expect(remarks[64]).toBe(' ')
  const text = buildCimp({ ...onHand, remarks })
  expect(
    text
      .split('\r\n')
      .slice(3, 5)
      .map((line) => line.length),
  ).toEqual([68, 52])
  expect(parseCimp(text).message?.remarks).toBe(remarks)
})

test.each<[string, Partial<CimpMessage>, string]>([
  ['a wrong check digit', { awb: '020-12345674' }, 'check digit'],
  ['a party that would be a quantity', { party: 'T1K1' }, 'statusQuantity'],
  ['a party that would be another line', { party: 'ACME\r\nOSI/FORGED' }, 'party'],
  ['remarks with a line of their own', { remarks: 'X\nULD/ABC' }, 'remarks'],
  ['accents', { remarks: 'THIẾU' }, 'letters without accents'],
  ['lower case', { party: 'acme' }, 'upper case'],
  ['a status without its flight', { status: 'RCF', flight: null, party: null }, 'no flight'],
  ['a month that does not exist', { moment: { day: 1, month: 13, time: null } }, 'day and time'],
  ['a field that its status does not have', { discrepancy: 'OTH' }, 'discrepancy'],
])('%s cannot be written', (_, change, words) => {
  expect(() => buildCimp({ ...onHand, ...change })).toThrow(
    expect.objectContaining({ code: 'ERR_CIMP_INVALID', message: expect.stringContaining(words) }),
  )
})

test('what is built reads back equal', () => {
  const random = Random.fromEnvironment('CONGKY_CIMP_SEED')
  for (let run = 0; run < 1_000; run++) {
    const message = randomMessage(random)
    const text = buildCimp(message)
    expect(parseCimp(text), `seed ${random.seed}`).toEqual({ message, findings: [] })
  }
})

function randomMessage(random: Random): CimpMessage {
  const status = random.pick<CimpStatus>(['RCF', 'FOH', 'DLV', 'DEP', 'DIS'])
  const letters = (count: number) =>
    Array.from({ length: count }, () => random.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'])).join('')
  const number = (max: number) => Math.floor(random.next() * max)
  const maybe = <Value>(value: Value) => (random.chance(0.5) ? value : null)
  const quantity = (): CimpQuantity => ({
    extent: random.pick(['T', 'P', 'S', 'D', 'M'] as const),
    pieces: number(10_000),
    weight: maybe({ unit: random.pick(['K', 'L'] as const), value: random.pick(['1', '100', '0.5', '123456.7']) }),
  })
  const serial = String(number(10_000_000)).padStart(7, '0')
  const hasParty = status === 'FOH' || status === 'DLV'
  const isHouse = random.chance(0.5)
  return {
    ...{ kind: isHouse ? 'FZE' : 'FSU', version: number(100), status },
    awb: `${String(number(1_000)).padStart(3, '0')}-${serial}${Number(serial) % 7}`,
    ...{ route: maybe(letters(6)), quantity: maybe(quantity()) },
    house: isHouse
      ? { serial: `H${letters(1 + number(11))}`, route: maybe(letters(6)), quantity: maybe(quantity()) }
      : null,
    flight: hasParty && random.chance(0.8) ? null : { carrier: letters(2), number: String(number(10_000)) },
    moment: { day: 1 + number(29), month: 1 + number(12), time: maybe(`${10 + number(14)}${10 + number(50)}`) },
    place: status === 'DEP' ? letters(6) : letters(3),
    discrepancy: status === 'DIS' ? random.pick(['FDCA', 'FDAW', 'MSCA', 'MSAW', 'OTH'] as const) : null,
    ...{ statusQuantity: maybe(quantity()), party: hasParty ? maybe(`${letters(4)} CO.`) : null },
    remarks: maybe(`${letters(1 + number(20))} / ${letters(1 + number(90))}`),
  }
}
