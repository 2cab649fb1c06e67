/**
 * docs/profiles.md tells what is: its table is made from the built-in profiles, its example is signed as it stands, and
 * the code it shows is the code there is. `REWRITE` writes the table anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ProfileOptions, profileWords, resultFormatOf, type XmlLayout } from '@congky/shared'
import { expect, test } from 'vitest'
import { BUILT_IN_PROFILES } from '../packages/gateway/src/config/cross-checks.ts'
import { checkConfig } from '../packages/gateway/src/config/load.ts'
import { builtInProfiles } from '../packages/gateway/src/signature/built-in-profiles.ts'
import { ThreadedSignatureEngine } from '../packages/gateway/src/signature/signature-engine.ts'
import { judgeWithXmlsec1 } from './judges/index.ts'
import { createAuthority, issueCertificate } from './support/pki.ts'
import { signWith, testSigner } from './support/xml-signing.ts'

const START = '<!-- profiles: made by test/profiles-doc.test.ts -->'
const END = '<!-- /profiles -->'
const REWRITE = 'CONGKY_WRITE_DOCS=1 npx vitest run --project unit test/profiles-doc.test.ts'

const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url))
const read = (file: string) => readFileSync(pathOf(file), 'utf8')
const text = read('docs/profiles.md')

test('docs/profiles.md lists every built-in profile as it is', () => {
  const expected = `${text.slice(0, text.indexOf(START) + START.length)}\n\n${profileTable()}\n\n${text.slice(text.indexOf(END))}`
  if (process.env.CONGKY_WRITE_DOCS === '1') writeFileSync(pathOf('docs/profiles.md'), expected)
  else expect(text, `after a change of the profiles: ${REWRITE}`).toBe(expected)
})

test('every built-in profile is told in words, and its name is kept for it', () => {
  const names = Object.keys(builtInProfiles)
  expect(names.filter((name) => !Object.hasOwn(profileWords, name))).toEqual([])
  expect([...BUILT_IN_PROFILES].sort()).toEqual([...names].sort())
})

test('the examples of a configuration are valid', () => {
  for (const yaml of blocks('yaml')) {
    const { problems, warnings } = checkConfig(yaml, '/etc/congky/congky.yaml')
    expect([...problems, ...warnings]).toEqual([])
  }
})

test('the note of the example is signed by the profile of the example, and xmlsec1 accepts it', async () => {
  const yaml = blocks('yaml').find((block) => block.includes('phieu-xuat-kho:')) ?? ''
  const { config } = checkConfig(yaml, '/etc/congky/congky.yaml')
  const [note = ''] = blocks('xml')
  const engine = new ThreadedSignatureEngine({ profiles: config?.profiles ?? {} })
  const authority = await createAuthority('Example CA')
  const issued = await issueCertificate(authority, { subject: [['CN', 'CÔNG TY KHO ĐÌNH VŨ']], keyType: 'rsa-2048' })
  expect(await engine.inspect('phieu-xuat-kho', Buffer.from(note))).toMatchObject({ taxCode: '0101300842' })
  const signed = await signWith(engine, 'phieu-xuat-kho', note, testSigner(issued))
  const verdict = await judgeWithXmlsec1(signed, {
    trustedPem: authority.certificatePem,
    idAttributes: [{ attribute: 'Id', element: 'NoiDung' }],
  })
  expect(verdict).toMatchObject({ accepted: true })
})

test('the files that it names exist, and the code that it shows stands in them', () => {
  const files = [...text.matchAll(/`((?:packages|test|config)\/[\w./-]+\.(?:ts|yaml))`/g)].map(([, file]) => file ?? '')
  expect(files.length).toBeGreaterThan(5)
  for (const file of files) read(file)
  const [format = '', line = ''] = blocks('ts')
  expect(read('packages/gateway/src/signature/kdt/kdt-format.ts')).toContain(format.trim())
  expect(read('packages/gateway/src/signature/formats.ts')).toContain(line)
})

/** Fenced blocks of a language, without the indentation that a list gives them. */
function blocks(language: string): string[] {
  const found = text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))
  return [...found].map(([, indent, block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
}

function profileTable(): string {
  const head = ['Name', 'For', 'Signs', 'The signature goes', 'Digest', 'Result', 'Known from']
  const rows = Object.entries(builtInProfiles).map(([name, options]) => {
    const words = profileWords[name]
    const cells = [`\`${name}\``, words?.title.en ?? '', ...factsOf(options), words?.source ?? '']
    return cells.map((cell) => cell.replaceAll('|', '\\|'))
  })
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function factsOf(options: ProfileOptions): string[] {
  const digest =
    options.digest === 'auto' ? 'that of the certificate' : options.digest.toUpperCase().replace('SHA', 'SHA-')
  const { extension } = resultFormatOf(options)
  return [signedBy(options), placeOf(options), digest, extension === null ? 'the document' : `\`${extension}\``]
}

function signedBy(options: ProfileOptions): string {
  if (options.kind === 'xmldsig') return [options, ...options.alternatives].map(signedPart).join(', ')
  if (options.kind === 'kdt') return `\`${options.signs}\` (${options.octets})`
  if (options.kind === 'edifact') return `the ${options.level} (${options.scope})`
  if (options.kind === 'autack')
    return options.placed === 'beside' ? 'the digest of the whole' : 'the digest of each message'
  return 'every byte of it'
}

function signedPart({ signs }: XmlLayout): string {
  if ('path' in signs) return `\`${signs.path}\``
  return 'id' in signs ? `the element with the Id \`${signs.id}\`` : 'the whole document'
}

function placeOf(options: ProfileOptions): string {
  switch (options.kind) {
    case 'xmldsig':
      return [options, ...options.alternatives]
        .map(({ placedIn }) => (placedIn ? `\`${placedIn}\`` : 'the end of the root'))
        .join(', ')
    case 'kdt':
      return `\`${options.placedIn}\``
    case 'cms':
      return options.detached ? 'a file of its own' : 'around the document'
    case 'smime':
      return 'the second part of the message'
    case 'edifact':
      return 'USH … behind its header, UST and USR before its trailer'
    case 'autack':
      return options.placed === 'beside' ? 'an interchange of its own' : 'the last message'
  }
}
