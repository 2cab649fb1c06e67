import { CongkyError } from '@congky/shared'
import type { Command } from 'commander'
import { type HistoryKind, type HistoryRecord, parseRecord } from '../domain/history-record.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { exportHistory } from './history-export.ts'
import { verifyHistory } from './history-verify.ts'
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

  const verify = group
    .command('verify')
    .description(
      say(
        'Kiểm tra lịch sử có bị sửa, xóa hay chèn bản ghi nào không.',
        'Finds an edited, deleted, inserted or reordered record.',
      ),
    )
    .option(
      '--file <export.jsonl>',
      say('kiểm tra tệp đã xuất, không cần cổng ký', 'verify an export instead; needs no gateway'),
    )
    .action((options: { file?: string }) => verifyHistory(cli, options.file))
  addExample(verify, cli, 'history verify', 'history verify --file lich-su.jsonl')

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

const KIND_WORDS: Readonly<Record<HistoryKind, { vi: string; en: string }>> = {
  received: { vi: 'nhận yêu cầu', en: 'received' },
  rejected: { vi: 'từ chối', en: 'rejected' },
  held: { vi: 'chờ người xử lý', en: 'held' },
  released: { vi: 'ký tiếp', en: 'released' },
  intent: { vi: 'bắt đầu ký', en: 'about to sign' },
  signed: { vi: 'đã ký', en: 'signed' },
  delivered: { vi: 'trả kết quả', en: 'delivered' },
  token: { vi: 'USB token', en: 'token' },
  workstation: { vi: 'máy trạm', en: 'workstation' },
  gateway: { vi: 'cổng ký', en: 'gateway' },
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
          value: ({ kind }) => say(KIND_WORDS[kind]?.vi ?? kind, KIND_WORDS[kind]?.en ?? kind),
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
          value: (record) => [record.code, record.note].filter(Boolean).join(' · '),
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
