/**
 * The READMEs tell what is: their tables of error codes are made from the catalogue, and the commands, keys
 * and profiles they name exist. After a change of the catalogue, `REWRITE` writes the tables anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ErrorCode, type ErrorEntry, errorCatalogue } from '@congky/shared'
import { expect, test } from 'vitest'
import { buildProgram as buildClientProgram } from '../packages/client/src/cli/program.ts'
import { Cli } from '../packages/gateway/src/cli/cli.ts'
import { buildProgram as buildGatewayProgram } from '../packages/gateway/src/cli/program.ts'
import { checkConfig } from '../packages/gateway/src/config/load.ts'

const START = '<!-- error codes: made by test/readme.test.ts -->'
const END = '<!-- /error codes -->'
const REWRITE = 'CONGKY_WRITE_DOCS=1 npx vitest run --project unit test/readme.test.ts'

interface Readme {
  readonly file: string
  readonly titles: readonly [code: string, meaning: string, next: string]
  readonly texts: (entry: ErrorEntry) => readonly [meaning: string, next: string]
}

const readmes: readonly Readme[] = [
  {
    file: 'README.md',
    titles: ['Code', 'What happened', 'What to do'],
    texts: (entry) => [entry.en, entry.nextEn],
  },
  {
    file: 'README.vi.md',
    titles: ['Mã lỗi', 'Chuyện gì xảy ra', 'Cần làm gì'],
    texts: (entry) => [entry.vi, entry.nextVi],
  },
]

const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url))
const read = (file: string) => readFileSync(pathOf(file), 'utf8')

for (const readme of readmes) {
  test(`${readme.file} lists every error code with what to do about it`, () => {
    const text = read(readme.file)
    const expected = `${text.slice(0, text.indexOf(START) + START.length)}\n\n${errorTable(readme)}\n\n${text.slice(text.indexOf(END))}`
    if (process.env.CONGKY_WRITE_DOCS === '1') writeFileSync(pathOf(readme.file), expected)
    else expect(text, `after a change of the catalogue: ${REWRITE}`).toBe(expected)
  })
}

for (const { file } of readmes) {
  test(`the configuration in ${file} is valid`, () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(read(file)) ?? []
    const { problems, warnings } = checkConfig(yaml, '/etc/congky/congky.yaml')
    expect([...problems, ...warnings]).toEqual([])
  })
}

for (const { file } of readmes) {
  test(`every command in ${file} exists, with its options`, () => {
    const shell = [...read(file).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('')
    const lines = [...shell.matchAll(/^(?:npx )?(congky|congky-client) (.+)$/gm)]
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.map(([line, name, words]) => objection(name === 'congky' ? congky : client, line, words))).toEqual(
      lines.map(() => null),
    )
  })
}

const congky = buildGatewayProgram(new Cli(process, 'en'))
const nothing = async () => {}
const client = buildClientProgram('en', {
  pair: nothing,
  sign: nothing,
  watch: nothing,
  verify: nothing,
  withdraw: nothing,
  status: nothing,
})

/** The part of a command that is looked at here. */
interface Command {
  readonly commands: readonly Command[]
  readonly options: readonly { readonly long?: string | undefined }[]
  readonly registeredArguments: readonly unknown[]
  name(): string
}

/** What is wrong with a command line, or null. */
function objection(program: Command, line: string, words = ''): string | null {
  let command: Command = program
  for (const word of words.replace(/ #.*/, '').split(/\s+/)) {
    command = command.commands.find((child) => child.name() === word) ?? command
    const isKnown = !word.startsWith('--') || command.options.some(({ long }) => long === word)
    if (!isKnown) return `${line}: there is no ${word}`
  }
  const isGroup = command.commands.length > 0 && command.registeredArguments.length === 0
  return command === program || isGroup ? `${line}: no such command` : null
}

function errorTable({ titles, texts }: Readme): string {
  const codes = Object.keys(errorCatalogue) as ErrorCode[]
  const rows = codes
    // A wrong use of a command explains itself where it happens.
    .filter((code) => code !== 'ERR_USAGE')
    .map((code) => [`\`${code}\``, ...texts(errorCatalogue[code]).map(forTable)])
  return [titles, ['---', '---', '---'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** One line without `{placeholders}`, commands as code. */
function forTable(text: string): string {
  return text
    .replaceAll('\n', ' ')
    .replaceAll('|', '\\|')
    .replace(/\{(\w+)\}/g, '*$1*')
    .replaceAll('<', '&lt;')
}
