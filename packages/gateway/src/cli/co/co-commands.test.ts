import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { coForms } from '@congky/documents'
import { afterAll, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import type { CliIo } from '../cli.ts'
import { runCommand } from '../run-command.ts'

const folder = makeFolder('co-commands')
afterAll(() => removeFolder(folder))

async function co(args: readonly string[], input: string | Uint8Array = '', language = 'vi') {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  const io = { stdin, stdout, stderr, env: { CONGKY_LANG: language } } as unknown as CliIo
  const code = await runCommand(['co', ...args], io)
  const bytes = (stdout.read() as Buffer | null) ?? Buffer.alloc(0)
  return { code, bytes, out: bytes.toString(), err: String(stderr.read() ?? '') }
}

/** The interchange of the draft regulation QCVN:2008/BCT, annex 4, step 4, line by line as it is printed there. */
const PRINTED = [
  "UNB+UNOA:1+VCCI+MOIT+081216:0315+VCCI081216'UNH+1234+ORD",
  "ERS:D:04B:UN'BGM+17+VN08010001A+9'IMD+B++:::2’DTM+150:021020",
  "081002:2'DTM+136:12102008:2'FTX+AFM+1++123/XNK'FTX+AFM+1++2",
  "32352'FTX+AFM+1++NGUYEN THANH BINH'FTX+AFM+1++Duoc xuat sang",
  "EU'NAD+IM+5123468532154::9++COLUMBIA SPORTWEAR",
  ':DISTRIBUTION CENTER+1542 AVENUE DES+DEUX-VALLEES',
  "PARC+++CO'NAD+EX+753213654652521::9++CTY TNHH MAY MAC",
  'MACALLAN+THON NGOC GIA:XA NGOC HOA:HUYEN CHUONG MY+HA',
  "TAY+++VN'LIN+1'PIA+5+564776:HS'IMD+F++:161::AO LEN SOI",
  "MANH'MEA+AAE++C62:1'QTY+142:972'MOA+66:104657:USD'RFF+ABU:",
  "334'UNS+S'UNT+20+1234'UNZ+1+ VCCI081216'",
]

describe.each([
  ['with line breaks', '\n'],
  ['with blanks', ' '],
  ['joined', ''],
])('the printed example of the draft regulation, %s', (_, glue) => {
  const text = PRINTED.join(glue)

  test('is read with its fields, each fault a warning with its place', async () => {
    const { code, out } = await co(['parse', '-', '--json'], text)
    const { certificates, warnings } = JSON.parse(out)
    expect(code).toBe(0)
    expect(certificates).toMatchObject([
      {
        messageReference: '1234',
        record: {
          form: 'A',
          number: 'VN08010001',
          state: '2',
          signer: 'NGUYEN THANH BINH',
          goods: [{ hsCode: '564776' }],
        },
      },
    ])
    const lowerCase = { rule: 'lower-case', place: { tag: 'FTX', offset: expect.any(Number) } }
    expect(warnings).toContainEqual(expect.objectContaining({ rule: 'terminator' }))
    expect(warnings).toContainEqual(
      expect.objectContaining({ ...lowerCase, place: expect.objectContaining(lowerCase.place) }),
    )
    expect(warnings).toContainEqual(expect.objectContaining({ field: 'signedDate' }))
    const shown = await co(['parse', '-'], text)
    expect([shown.code, shown.out]).toEqual([0, expect.stringMatching(/đoạn \d+ FTX, .*byte \d+/)])
    expect(shown.out).not.toContain('✗')
  })

  test('is not valid, and can be written back corrected', async () => {
    const { code, out } = await co(['validate', '-'], text)
    expect([code, out.split('\n')[0]]).toEqual([1, expect.stringContaining('Không hợp lệ: C/O A VN08010001')])
    expect(JSON.parse((await co(['validate', '-', '--json'], text)).out)).toMatchObject({ valid: false })
  })
})

test('the example as it is printed, its date corrected, is written back without a fault', async () => {
  const dated = PRINTED.join('').replace('021020081002:2', '02102008:2')
  const written = await co(['convert', '-', '--to', 'edifact'], dated)
  expect([written.code, written.out]).toEqual([
    0,
    expect.stringMatching(/^UNB\+UNOY:4\+VCCI\+MOIT\+20081216:0315\+VCCI081216'/),
  ])
  expect(written.out).toContain("UNT+21+1234'UNZ+1+VCCI081216'")
  const again = await co(['validate', '-', '--json'], written.bytes)
  expect(JSON.parse(again.out).findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual(
    [],
  )
})

test.each(coForms.map(({ code }) => code))(
  'form %s: its sample is valid in every form, and each makes the same again',
  async (form) => {
    const { bytes } = await co(['sample', form])
    expect(await co(['validate', '-'], bytes)).toMatchObject({ code: 0 })
    for (const to of ['json', 'xml']) {
      const other = await co(['convert', '-', '--to', to], bytes)
      expect([other.code, (await co(['validate', '-'], other.bytes)).code]).toEqual([0, 0])
      expect(other.out).toBe((await co(['sample', form, '--to', to])).out)
      const json = await co(['convert', '-', '--to', 'json'], other.bytes)
      expect(JSON.parse(json.out)).toEqual(JSON.parse((await co(['sample', form, '--json'])).out))
    }
  },
)

describe('an interchange built of data', () => {
  const json = async () => (await co(['sample', 'A', '--to', 'json'])).out
  const plain = async () =>
    (await json())
      .normalize('NFD')
      .replace(/\p{M}|[“”]/gu, '')
      .replace(/đ/gi, 'd')

  test('says who, when and in which characters it is asked to', async () => {
    const options = ['--sender', 'NXK', '--recipient', 'VCCI', '--reference', 'R1', '--date', '2026-11-23T15:03']
    const { code, out } = await co(['build', '-', ...options, '--charset', 'UNOC:3'], await plain())
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^UNA:\+\.\? 'UNB\+UNOC:3\+NXK\+VCCI\+261123:1503\+R1'UNH\+/),
    ])
  })

  test('is in UTF-8 where nothing smaller holds it, and never in characters that do not', async () => {
    const { out } = await co(['build', '-'], await json())
    expect(out).toMatch(/^UNB\+UNOY:4.*Nguyễn Thanh Bình/s)
    expect(
      (
        await co(
          ['build', '-'],
          (await plain()).toUpperCase().replace(/"\w+":/g, (key) => key.toLowerCase()),
        )
      ).code,
    ).toBe(1)
    expect((await co(['build', '-', '--charset', 'UNOA:1'], await json())).err).toContain('ERR_EDIFACT_INVALID')
  })

  test('is not written when the data are wrong: everything is told at once', async () => {
    const wrong = (await json()).replace(/"number": "[^"]*"/, '"number": ""').replace(/"state": "\d"/, '"state": "7"')
    const { code, out } = await co(['build', '-', '--json'], wrong)
    const fields = JSON.parse(out).findings.map(({ field }: { field: string }) => field)
    expect([code, fields]).toEqual([1, expect.arrayContaining(['number', 'state'])])
  })
})

test('the answer is an interchange of its own: accepted, or the errors with their codes', async () => {
  const sound = await co(['sample', 'A'])
  const accepted = await co(['ack', '-'], sound.bytes)
  expect([accepted.code, accepted.out]).toEqual([0, expect.stringContaining('APERAK:D:04B:UN')])
  expect(accepted.out).not.toContain("'ERC+")
  const refused = await co(['ack', '-'], PRINTED.join(''))
  expect([refused.code, refused.out]).toEqual([0, expect.stringContaining("'ERC+")])
  expect(await co(['show', '-'], refused.bytes)).toMatchObject({ code: 0, out: expect.stringContaining('APERAK') })
})

test('of two certificates with one reference each is answered for itself', async () => {
  const { out } = await co(['sample', 'AK'])
  const [start, end] = [out.indexOf('UNH+'), out.indexOf('UNZ+')]
  const message = out.slice(start, end)
  const wrong = message.replace("IMD+B++:::0'", "IMD+B++:::7'")
  expect(wrong).not.toBe(message)
  const both = `${out.slice(0, start)}${wrong}${message}${out.slice(end).replace('UNZ+1', 'UNZ+2')}`
  const answer = await co(['ack', '-'], both)
  expect(answer.out.match(/\+(?:27\+RE|6\+AP)(?=')/g)).toEqual(['+27+RE', '+6+AP'])
})

test('a day without a time begins in Vietnam, a day that could be read in two ways is refused', async () => {
  const { bytes } = await co(['sample', 'A', '--to', 'json'])
  const day = await co(['build', '-', '--date', '2026-11-23'], bytes)
  expect(day.out).toContain('+20261123:0000+')
  expect((await co(['build', '-', '--date', '11/12/2026'], bytes)).code).toBe(2)
  expect((await co(['build', '-', '--reference', '123456789012345'], bytes)).code).toBe(2)
})

test('what is shown reads in words, in both languages, and obeys nobody', async () => {
  const { bytes } = await co(['sample', 'D'])
  expect((await co(['show', '-'], bytes)).out).toContain('Nhà xuất khẩu')
  expect((await co(['show', '-'], bytes, 'en')).out).toContain('Exporter')
  const hostile = Buffer.from(bytes.toString('latin1').replace("UNS+S'", "UNS+S\u009b31m'"), 'latin1')
  for (const command of ['show', 'parse', 'validate']) {
    expect((await co([command, '-'], hostile)).out).not.toContain('\u009b')
  }
})

test.each([
  ['an unknown form of certificate', ['sample', 'Q'], '', 2, 'congky co'],
  ['an unknown form of file', ['convert', '-', '--to', 'pdf'], '{}', 2, 'edifact, xml'],
  ['a wrong date', ['build', '-', '--date', 'hôm qua'], '', 2, '--date'],
  ['a wrong character set', ['build', '-', '--charset', 'UTF8'], '', 2, '--charset'],
  ['a file that is not there', ['parse', join(folder, 'none.edi')], '', 1, 'tệp không tồn tại'],
  ['standard input without a place for the result', ['sign', '-'], '', 2, '--out'],
])('%s is refused with what to do', async (_, args, input, code, words) => {
  const given = input === '' && args[0] === 'build' ? (await co(['sample', 'A', '--to', 'json'])).out : input
  expect(await co(args, given)).toMatchObject({ code, err: expect.stringContaining(words) })
})

test('what is no certificate is refused: nothing of it can be read', async () => {
  for (const nothing of ['', 'hello', '\u0000\u0001', '<a/>', '{']) {
    for (const command of ['parse', 'validate', 'ack']) expect((await co([command, '-'], nothing)).code).toBe(1)
  }
})

test('one with errors is not signed: no gateway is even asked', async () => {
  writeFileSync(join(folder, 'bad.edi'), PRINTED.join(''))
  const { code, out } = await co(['sign', join(folder, 'bad.edi')])
  expect([code, out]).toEqual([1, expect.stringContaining('Không hợp lệ')])
})
