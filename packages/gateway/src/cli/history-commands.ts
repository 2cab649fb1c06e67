import { CongkyError } from '@congky/shared'
import type { Command } from 'commander'
import { type HistoryKind, type HistoryRecord, parseRecord } from '../domain/history-record.ts'
import { KIND_WORDS } from '../domain/history-words.ts'
import { recordNote, recordTitle } from '../domain/record-words.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { exportHistory } from './history-export.ts'
import { showHead } from './history-head.ts'
import { showRecord } from './history-show.ts'
import { type VerifyWishes, verifyHistory } from './history-verify.ts'
import { readCount } from './read-count.ts'
import { withStore } from './with-store.ts'

interface ListOptions {
  readonly limit: string
  readonly before?: string
  readonly taxCode?: string
  readonly source?: string
  readonly kind?: string
  readonly request?: string
}

export function addHistoryCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'history',
    'Lịch sử ký: ai, cái gì, khi nào, bằng chữ ký số nào.',
    'The signing history: who, what, when, with which certificate.',
    cli,
  )

  const list = group
    .command('list')
    .description(say('Các bản ghi mới nhất.', 'The newest records.'))
    .option('--limit <count>', say('tối đa bao nhiêu', 'at most this many'), '30')
    .option('--before <number>', say('chỉ các bản ghi trước số này', 'only records before this number'))
    .option('--tax-code <code>', say('chỉ mã số thuế này', 'only of this tax code'))
    .option('--source <name>', say('chỉ nguồn này', 'only of this source'))
    .option(
      '--kind <kind>',
      say(
        `chỉ loại này: ${Object.keys(KIND_WORDS).join(', ')}`,
        `only this kind: ${Object.keys(KIND_WORDS).join(', ')}`,
      ),
    )
    .option('--request <id>', say('chỉ yêu cầu này', 'only of this request'))
    .action((options: ListOptions) => listHistory(cli, options))
  addExample(list, cli, 'history list --tax-code 0101300842', 'history list --kind signed --limit 100')

  const show = group
    .command('show')
    .description(say('Mọi chi tiết của một bản ghi.', 'Everything one record says.'))
    .argument('<number>', say('số của bản ghi', 'the number of the record'))
    .action((number: string) => showRecord(cli, number))
  addExample(show, cli, 'history show 1207')

  const verify = group
    .command('verify')
    .description(
      say(
        'Kiểm tra lịch sử có bị sửa, xóa, chèn, đảo thứ tự hay cắt bớt bản ghi nào không.',
        'Finds an edited, deleted, inserted, reordered or cut-off record.',
      ),
    )
    .argument('[file]', say('tệp đã xuất, kiểm tra không cần cổng ký', 'an export, verified without the gateway'))
    .option(
      '--key <fingerprint>',
      say('lịch sử phải do khóa này ký xác nhận', 'the history must be signed with this key'),
    )
    .option(
      '--expect <number:hash|file>',
      say(
        'mã chốt lịch sử đã ghi lại trước đây, hoặc tệp chứa các mã đó (như nhật ký cổng ký); dùng được nhiều lần',
        'a head noted down earlier, or a file that holds some (such as the log of the gateway); may be repeated',
      ),
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .action((file: string | undefined, options: VerifyWishes) => verifyHistory(cli, file, options))
  addExample(
    verify,
    cli,
    'history verify',
    'history verify lich-su.jsonl --key 3f5a…',
    'history verify --expect congky.log',
  )

  const head = group
    .command('head')
    .description(
      say(
        'Mã chốt lịch sử: ghi lại ở nơi khác, để sau này thấy được cả khi lịch sử bị thay bằng bản cũ.',
        'The head of the history: noted down elsewhere, it shows a history that was put back to an older state.',
      ),
    )
    .action(() => showHead(cli))
  addExample(head, cli, 'history head', 'history head --json')

  const toFile = group
    .command('export')
    .description(
      say(
        'Xuất toàn bộ lịch sử: JSONL để kiểm tra lại, hoặc CSV để xem bằng Excel.',
        'Exports the whole history: JSON lines that can be verified, or CSV for a spreadsheet.',
      ),
    )
    .option('--output <file>', say('ghi vào tệp thay vì màn hình', 'write to a file instead of stdout'))
    .option('--csv', say('dạng CSV cho Excel', 'as CSV for Excel'))
    .action((options: { output?: string; csv?: boolean }) => exportHistory(cli, options))
  addExample(toFile, cli, 'history export --output lich-su.jsonl', 'history export --csv --output lich-su.csv')
}

async function listHistory(cli: Cli, options: ListOptions): Promise<void> {
  const { say } = cli
  const query = {
    limit: readCount(options.limit, '--limit'),
    ...(options.before === undefined ? {} : { beforeSeq: readCount(options.before, '--before') }),
    ...(options.taxCode === undefined ? {} : { taxCode: options.taxCode }),
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(options.kind === undefined ? {} : { kind: readKind(options.kind) }),
    ...(options.request === undefined ? {} : { jobId: options.request }),
  }
  const sealed = await withStore(cli, (store) => store.history(query))
  const records = sealed.flatMap(({ text }) => parseRecord(text) ?? [])
  cli.result(records, () => {
    if (records.length === 0) return [say('Không có bản ghi nào.', 'There are no records.')]
    return cli.table<HistoryRecord>(
      [
        { title: say('SỐ', 'NO.'), value: (record) => String(record.seq), align: 'end' },
        { title: say('LÚC', 'AT'), value: (record) => cli.time(record.at) },
        {
          title: say('VIỆC', 'WHAT'),
          value: (record) => recordTitle(record)[cli.language],
          paint: (text, { kind }, paint) => {
            if (kind === 'signed') return paint.green(text)
            if (kind === 'rejected') return paint.red(text)
            return kind === 'held' ? paint.yellow(text) : text
          },
        },
        { title: say('NGUỒN', 'SOURCE'), value: (record) => record.source ?? '', shrinks: true },
        { title: say('MÃ SỐ THUẾ', 'TAX CODE'), value: (record) => record.taxCode ?? '' },
        { title: say('NGƯỜI GỬI', 'REQUESTER'), value: (record) => record.requester ?? '', shrinks: true },
        { title: say('CHỮ KÝ SỐ', 'CERTIFICATE'), value: (record) => record.certificate?.serial ?? '', shrinks: true },
        {
          title: say('GHI CHÚ', 'NOTE'),
          value: (record) => [record.code, recordNote(record)?.[cli.language]].filter(Boolean).join(' · '),
          shrinks: true,
        },
      ],
      records,
    )
  })
}

function readKind(word: string): HistoryKind {
  if (Object.hasOwn(KIND_WORDS, word)) return word as HistoryKind
  const known = Object.keys(KIND_WORDS).join(', ')
  const detail = {
    en: `There is no kind ${word}; known are: ${known}`,
    vi: `Không có loại ${word}; các loại: ${known}`,
  }
  throw new CongkyError('ERR_USAGE', { detail })
}
