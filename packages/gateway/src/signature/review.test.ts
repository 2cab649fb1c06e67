import { buildCo, buildCustomsMessage, sampleCo, sampleCustomsMessage } from '@congky/documents'
import type { DocumentRendering, EdifactProfileOptions, RenderedPart } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import { customsEnvelope } from '../../../../test/support/customs-envelopes.ts'
import { orderInterchange } from '../../../../test/support/interchanges.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { lookAtPart } from './look-at-document.ts'
import { readCoveredPart } from './read-covered.ts'
import { ThreadedSignatureEngine } from './signature-engine.ts'
import { guardDocument } from './xml/document-guard.ts'

const secured = builtInProfiles['edifact-secured'] as EdifactProfileOptions
const engine = new ThreadedSignatureEngine({
  profiles: {
    'syntax-only': { ...secured, check: 'syntax' },
    'to-trailer': { ...secured, scope: 'header-to-trailer' },
  },
})
const look = async (profile: string, document: string | Buffer, ...valuePaths: string[]) => {
  const { kinds = [], values = {} } = await engine.inspect(profile, Buffer.from(document), {
    wantsKind: true,
    valuePaths,
  })
  return { covered: names(kinds, true), claimed: names(kinds, false), values }
}
const names = (kinds: readonly { name: string; isCovered: boolean }[], isCovered: boolean) =>
  kinds.filter((kind) => kind.isCovered === isCovered).map(({ name }) => name)
const review = (profile: string, document: string | Buffer, taxCode: string | null = null) =>
  engine.review(profile, Buffer.from(document), taxCode)
const warned = async (profile: string, document: string | Buffer, taxCode: string | null = null) =>
  (await review(profile, document, taxCode)).warnings.map(({ vi }) => vi)

/** Every value with the names around it. */
function lines(parts: DocumentRendering['parts'], path = ''): string[] {
  return parts.flatMap((part: RenderedPart) => {
    const place = `${path}/${part.name}`
    if (part.kind === 'field') return [`${place}: ${part.value}`]
    if (part.kind === 'group') return lines(part.parts, place)
    return part.rows.flatMap((row) => row.map((cell, at) => `${place}/${part.columns[at]?.name}: ${cell}`))
  })
}

const declaration = (total: string) =>
  `<Declaration><issuer>929</issuer><Importer><identity>0101300842</identity></Importer><total>${total}</total></Declaration>`
const base64 = (text: string) => Buffer.from(text).toString('base64')
const kdt = (content: string, header = '<Subject><type>929</type></Subject>') =>
  `<Envelope><Header>${header}</Header><Body><Content>${content}</Content><Signature><data></data><fileCert></fileCert></Signature></Body></Envelope>`
const invoice = (id = ' Id="data"') =>
  `<HDon><DLHDon${id}><NDHDon><NBan><MST>0101300842</MST></NBan><TToan>500</TToan></NDHDon></DLHDon><DSCKS/></HDon>`

describe('what a policy is told', () => {
  test('a declaration packed into an envelope is known by its own name, and the type in the header as a claim', async () => {
    const { covered, claimed, values } = await look(
      'customs-kdt',
      kdt(base64(declaration('900'))),
      '/Declaration/total',
    )
    expect(covered).toEqual(['xml:Content', 'xml:Declaration'])
    expect(claimed).toEqual(['xml:Envelope', 'xml:Body', 'customs:929'])
    expect(values['/Declaration/total']).toEqual({ values: ['900'], isComplete: true, isCovered: true })
  })

  test('values of a header that no signature covers are told to be such', async () => {
    const xml = customsEnvelope({ taxCode: '0101300842', enterprise: 'Kho A', type: '02' })
    const { claimed, values } = await look('customs-1543', xml, '/Header/Subject/type', '/Subject/nowhere')
    expect(claimed).toContain('customs:02')
    expect(values['/Header/Subject/type']).toEqual({ values: ['02'], isComplete: true, isCovered: false })
    expect(values['/Subject/nowhere']).toMatchObject({ values: [], isComplete: true })
  })

  test('an invoice is found in its envelope by the same path, with every value and attribute', async () => {
    const inEnvelope = `<TDiep><DLieu>${invoice().replace('</NDHDon>', '<TToan>700</TToan></NDHDon>')}</DLieu></TDiep>`
    for (const [document, totals] of [
      [invoice(), ['500']],
      [inEnvelope, ['500', '700']],
    ] as const) {
      const { covered, values } = await look('einvoice-tt78', document, '/HDon/DLHDon/NDHDon/TToan', '/DLHDon/@Id')
      expect(covered).toEqual(['xml:DLHDon'])
      expect(values['/HDon/DLHDon/NDHDon/TToan']).toEqual({ values: totals, isComplete: true, isCovered: true })
      expect(values['/DLHDon/@Id']?.values).toEqual(['data'])
    }
  })

  test('what is packed and cannot be opened hides what it says', async () => {
    const packed = Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0x61, 0x00, 0x00, 0x00]).toString('base64')
    const { values } = await look('customs-kdt', kdt(packed, '<total>1</total>'), '/total')
    expect(values['/total']).toEqual({ values: ['1'], isComplete: false, isCovered: false })
  })

  test('base64 that other readers may take for something is told to be vague', async () => {
    const lax = base64(declaration('9')).replace(/=*$/, '?')
    const { kinds } = await engine.inspect('customs-kdt', Buffer.from(kdt(lax)), { wantsKind: true, valuePaths: [] })
    expect(kinds?.some(({ isVague }) => isVague)).toBe(true)
    expect((await warned('customs-kdt', kdt(lax))).join()).toContain('/Envelope/Body/Content không đọc được')
    const { kinds: strict } = await engine.inspect('customs-kdt', Buffer.from(kdt(base64(declaration('9')))), {
      ...{ wantsKind: true, valuePaths: [] },
    })
    expect(strict?.some(({ isVague }) => isVague)).toBe(false)
  })

  test('more values than are looked at are told as such', async () => {
    const { values } = await look('xmldsig-enveloped', `<a>${'<b>1</b>'.repeat(300)}</a>`, '/a/b')
    expect(values['/a/b']?.values).toHaveLength(200)
    expect(values['/a/b']?.isComplete).toBe(false)
  })

  test('bytes that nobody can look into have a kind and no values', async () => {
    expect(await look('cms-detached', '%PDF-1.7 /total 5', '/total')).toEqual({
      ...{ covered: ['pdf'], claimed: [] },
      values: { '/total': { values: [], isComplete: false } },
    })
  })
})

describe('an interchange of UN/EDIFACT', () => {
  const interchange = Buffer.from(
    buildCo([sampleCo('A'), { ...sampleCo('A'), number: 'VN2' }], {
      ...{ sender: 'VCCI', recipient: 'MOIT', controlReference: '77', preparedAt: new Date('2026-11-23T01:00:00Z') },
    }),
  )
  const { exporter, goods } = sampleCo('A')

  test('is known by its messages and forms, and by what its certificates say', async () => {
    const paths = ['/number', '/exporter/taxCode', '/goods/value', '/interchange/sender', '/nowhere']
    const { covered, claimed, values } = await look('edifact-secured', interchange, ...paths)
    expect(covered).toEqual(['edifact:ORDERS', 'co:A'])
    expect(claimed).toEqual([])
    expect(values['/number']?.values).toEqual([sampleCo('A').number, 'VN2'])
    expect(values['/exporter/taxCode']?.values).toEqual([exporter.taxCode, exporter.taxCode])
    expect(values['/goods/value']?.values).toEqual([...goods, ...goods].map(({ value }) => value))
    expect(values['/interchange/sender']).toEqual({ values: ['VCCI'], isComplete: true, isCovered: true })
    expect(values['/nowhere']).toEqual({ values: [], isComplete: true, isCovered: true })
  })

  test('is known in an envelope as well', async () => {
    const { covered } = await look('customs-kdt', kdt(interchange.toString('base64')))
    expect(covered).toEqual(['xml:Content', 'edifact:ORDERS', 'co:A'])
  })

  test('messages of other types hide what they say', async () => {
    const other = orderInterchange().replace(/ORDERS/, 'INVOIC')
    const { covered, values } = await look('syntax-only', other, '/number')
    expect(covered).toEqual(['edifact:INVOIC'])
    expect(values['/number']?.isComplete).toBe(false)
    expect((await warned('syntax-only', other)).join()).toContain('thông điệp không hiển thị ở đây: INVOIC')
  })

  test('is read in words, and what a scope leaves out is told', async () => {
    const { rendering, warnings } = await review('edifact-secured', interchange, exporter.taxCode)
    expect(lines(rendering.parts).join('\n')).toContain(exporter.name)
    expect(warnings).toEqual([])
    expect((await warned('to-trailer', interchange))[0]).toMatch(/UNA, UNB, UNZ$/)
    expect((await warned('edifact-secured', interchange, '0100109106'))[0]).toMatch(/^Chứng từ ghi mã số thuế/)
  })
})

describe('what an approver reads', () => {
  test('what is packed into an envelope stands in the place of its base64, and the header apart', async () => {
    const { rendering, warnings } = await review('customs-kdt', kdt(base64(declaration('900'))), '0101300842')
    expect(lines(rendering.parts)).toEqual([
      '/issuer: 929',
      '/Importer/identity: 0101300842',
      '/total: 900',
      '/outside/Header/Subject/type: 929',
    ])
    expect(warnings.map(({ vi }) => vi)).toEqual([
      'Chữ ký không bảo vệ các phần sau, có thể bị sửa sau khi ký: /Envelope/Header',
    ])
  })

  test('a message to customs is read by its Content, in words', async () => {
    const { rendering } = await review('customs-1543', buildCustomsMessage(sampleCustomsMessage('02-01')))
    const [first] = rendering.parts
    expect(first?.label).not.toBeNull()
    expect(rendering.parts.map(({ name }) => name)).not.toContain('Body')
    expect(lines(rendering.parts).some((line) => line.startsWith('/outside/Header/From/identity: '))).toBe(true)
    expect(rendering.title.vi).toMatch(/^Thông điệp hải quan 02-01/)
  })

  test('of an invoice what is beside its data is told', async () => {
    const forged = invoice().replace('<DSCKS/>', '<TToan>1</TToan><DSCKS><NMua>x</NMua></DSCKS>')
    const { rendering } = await review('einvoice-tt78', forged)
    expect(lines(rendering.parts)).toEqual([
      '/@Id: data',
      '/NDHDon/NBan/MST: 0101300842',
      '/NDHDon/TToan: 500',
      '/outside/TToan: 1',
      '/outside/DSCKS/NMua: x',
    ])
    expect((await warned('einvoice-tt78', forged))[0]).toMatch(/\/HDon\/TToan, \/HDon\/DSCKS$/)
    expect(await warned('einvoice-tt78', invoice())).toEqual([])
  })

  test('another tax code than that of the request is told, and one that stands nowhere', async () => {
    expect(await warned('einvoice-tt78', invoice(), '0100109106')).toEqual([
      'Chứng từ ghi mã số thuế 0101300842, còn yêu cầu ký là của 0100109106',
    ])
    expect(await warned('einvoice-tt78', invoice(), '0101300842')).toEqual([])
    const somewhere = '<a><b>MST 0101300842</b></a>'
    expect(await warned('xmldsig-enveloped', somewhere, '0101300842')).toEqual([])
    expect((await warned('xmldsig-enveloped', somewhere, '0100109106'))[0]).toMatch(/^Mã số thuế 0100109106/)
  })

  test('text is read line by line, what nobody can read is told to be so', async () => {
    const { rendering } = await review('vnaccs-smime', 'IDA+1\r\nTOTAL+900\r\n')
    expect(lines(rendering.parts).slice(0, 2)).toEqual(['/text/line: IDA+1', '/text/line: TOTAL+900'])
    expect(lines(rendering.parts)).toContain('/mime/content-type: text/plain; charset=UTF-8')
    const [unread, ...others] = await warned('cms-detached', Buffer.from('%PDF-1.7 \0 9'), '0101300842')
    expect(unread).toMatch(/không đọc được.*\.pdf/)
    expect(others).toEqual([])
  })

  test('letters that hide, instructions and other signatures are told', async () => {
    const [hidden] = await warned('xmldsig-enveloped', '<a><b>100\u202e999</b></a>')
    expect(hidden).toMatch(/ký tự ẩn/)
    expect((await warned('xmldsig-enveloped', '<a><?xml-stylesheet href="x"?><b/></a>'))[0]).toMatch(/lệnh xử lý/)
    const other =
      '<a><b Id="b"/><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference URI="#b"/></SignedInfo></Signature></a>'
    expect((await warned('xmldsig-enveloped', other))[0]).toMatch(/1 chữ ký khác/)
  })

  test('a packed document that is hostile is not opened, and told', async () => {
    const bomb = base64('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    const { rendering } = await review('customs-kdt', kdt(bomb))
    expect(JSON.stringify(rendering.parts)).toContain('<!DOCTYPE a')
    const binary = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x00, 0xff, 0xfe]).toString('base64')
    expect((await warned('customs-kdt', kdt(binary))).join()).toContain('/Envelope/Body/Content không đọc được')
  })

  test('a text that happens to be base64 is shown as it stands', async () => {
    const { rendering, warnings } = await review('customs-kdt', kdt(base64('900 USD')))
    expect(lines(rendering.parts).slice(0, 2)).toEqual([`/Content: ${base64('900 USD')}`, '/packed/text/line: 900 USD'])
    expect(warnings).toHaveLength(1)
    expect(await warned('xmldsig-enveloped', '<a>test</a>')).toEqual([])
  })

  test('what the profile cannot sign is refused as it is for signing', async () => {
    await expect(review('einvoice-tt78', '<x/>')).rejects.toMatchObject({ code: 'ERR_PROFILE_MISMATCH' })
  })
})

test('a document too large for all paths says of the others that it was not looked through', () => {
  const guarded = { ...guardDocument(Buffer.from('<a><c>1</c><b>2</b></a>')), nodes: 2_000_000 }
  const { values } = lookAtPart(guarded, ['/a/c', '/a/b'], ({ root }) => root)
  expect(values['/a/c']).toEqual({ values: ['1'], isComplete: true, isCovered: true })
  expect(values['/a/b']).toEqual({ values: [], isComplete: false })
})

test('messages packed into one another are opened to the last', async () => {
  let document = declaration('900')
  for (let depth = 0; depth < 12; depth++) document = kdt(base64(document))
  const { values } = lookAtPart(guardDocument(Buffer.from(document)), ['/Declaration/total'], ({ root }) => root)
  expect(values['/Declaration/total']?.values).toEqual(['900'])
  const { rendering } = readCoveredPart(guardDocument(Buffer.from(document)), ({ root }) => {
    return { target: root, place: root, taxCode: null }
  })
  expect(lines(rendering.parts).some((line) => line.endsWith('/total: 900'))).toBe(true)
})
