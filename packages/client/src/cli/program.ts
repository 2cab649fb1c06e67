/** The command line: names, options and help in both languages. What the commands do stands in their files. */

import type { Language } from '@congky/shared'
import { Command, InvalidArgumentError } from 'commander'
import { version } from '../../package.json'
import type { TargetOptions } from './gateway-target.ts'
import type { SignCommandOptions } from './sign-command.ts'
import type { VerifyCommandOptions } from './verify-command.ts'
import type { WatchCommandOptions } from './watch/watch-command.ts'

export interface CliActions {
  pair(code: string, options: { readonly force?: boolean }): Promise<void>
  sign(files: string[], options: SignCommandOptions): Promise<void>
  watch(folder: string, options: WatchCommandOptions): Promise<void>
  verify(files: string[], options: VerifyCommandOptions): Promise<void>
  withdraw(ids: string[], options: TargetOptions): Promise<void>
  status(options: TargetOptions): Promise<void>
}

/** Headings that commander writes by itself. */
const headings: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng:',
  'Options:': 'Tùy chọn:',
  'Commands:': 'Lệnh:',
  'Arguments:': 'Tham số:',
}

export function buildProgram(language: Language, actions: CliActions): Command {
  const say = (vi: string, en: string) => (language === 'vi' ? vi : en)
  const common = (command: Command, json = say('in một tài liệu JSON', 'print one JSON document')) =>
    command
      .option('--json', json)
      .option('--lang <vi|en>', say('ngôn ngữ', 'language'))
      .helpOption('-h, --help', say('xem hướng dẫn', 'show this help'))
  const target = (command: Command, json?: string) =>
    common(command, json)
      .option(
        '--url <url>',
        say('địa chỉ cổng ký, thay cho cổng đã ghép nối', 'gateway address, instead of the paired one'),
      )
      .option(
        '--fingerprint <sha256>',
        say('dấu vân tay chứng chỉ TLS của --url', 'fingerprint of the TLS certificate of --url'),
      )
      .option(
        '--access-key-stdin',
        say('đọc khóa truy cập từ đầu vào chuẩn', 'read the access key from standard input'),
      )
  const example = (command: Command, ...lines: string[]) =>
    command.addHelpText(
      'after',
      `\n${say('Ví dụ:', 'Example:')}\n${lines.map((line) => `  $ congky-client ${line}`).join('\n')}`,
    )
  const options = say('[tùy chọn]', '[options]')
  const files = say('<tệp...>', '<files...>')

  const program = common(new Command('congky-client'))
    .description(
      say(
        'Gửi chứng từ tới cổng ký và nhận lại chứng từ đã ký.',
        'Sends documents to the signing gateway and fetches them signed.',
      ),
    )
    .usage(`${options} ${say('<lệnh>', '<command>')}`)
    .version(version, '-V, --version', say('xem phiên bản', 'show the version'))
    .helpCommand(false)
    .enablePositionalOptions() // so that both sides of the command's name may carry --json and --lang
    .configureHelp({ styleTitle: (title) => (language === 'vi' ? (headings[title] ?? title) : title) })
  example(program, 'pair congky1-eyJ1Ijoi…', 'sign *.xml')

  const pair = common(program.command('pair'))
    .usage(`${options} ${say('<mã>', '<code>')}`)
    .description(say('Ghép nối máy trạm này với cổng ký.', 'Pairs this workstation with a gateway.'))
    .argument(
      '<code>',
      say(
        'mã từ “congky workstation add”, hoặc - để đọc từ đầu vào chuẩn',
        'the code of “congky workstation add”, or - for standard input',
      ),
    )
    .option('--force', say('thay ghép nối cũ', 'replace an earlier pairing'))
    .action(actions.pair)
  example(pair, 'pair congky1-eyJ1Ijoi…')

  const sign = target(program.command('sign'))
    .usage(`${options} ${files}`)
    .description(
      say(
        'Ký các tệp; chạy lại lệnh này không bao giờ ký hai lần. Kết quả nằm cạnh tệp gốc: to-khai.signed.xml, hop-dong.pdf.p7s…',
        'Has files signed; running it again never signs twice. Results are beside the originals: to-khai.signed.xml, hop-dong.pdf.p7s…',
      ),
    )
    .argument('<files...>', say('các tệp cần ký', 'the files to sign'))
    .option('--tax-code <code>', say('mã số thuế của doanh nghiệp ký', 'tax code of the enterprise that signs'))
    .option('--profile <name>', say('mẫu ký', 'signature profile'))
    .option('--out <folder>', say('thư mục ghi kết quả', 'folder for the results'))
    .option('--force', say('ghi đè kết quả đã có', 'overwrite results that are there'))
    .option(
      '--timeout <seconds>',
      say('thời gian chờ tối đa của mỗi tệp, tính bằng giây', 'longest wait for one file, in seconds'),
      (value) => toSeconds(value, say),
    )
    .option('--note <text>', say('ghi chú cho người duyệt', 'a note for whoever approves'))
    .option(
      '--replaces <id>',
      say('mã yêu cầu chưa ký mà tệp này thay thế', 'id of the request, not signed yet, that this file replaces'),
    )
    .option(
      '--no-wait',
      say(
        'không đợi tệp phải chờ duyệt; chạy lại lệnh này để lấy kết quả',
        'do not wait for approvals; run the command again to fetch the results',
      ),
    )
    .action(actions.sign)
  example(
    sign,
    'sign to-khai.xml',
    'sign *.xml --tax-code 0101300842 --out da-ky',
    say('sign to-khai.xml --note "Lô hàng gấp" --no-wait', 'sign to-khai.xml --note "Urgent" --no-wait'),
  )

  const withdraw = target(program.command('withdraw'))
    .usage(`${options} ${say('<mã...>', '<id...>')}`)
    .description(say('Rút lại các yêu cầu chưa ký.', 'Takes back requests that are not signed yet.'))
    .argument('<id...>', say('mã yêu cầu, như lệnh sign cho biết', 'ids of requests, as sign tells them'))
    .action(actions.withdraw)
  example(withdraw, 'withdraw 2f0c1e0e-6d0b-4f5e-9c59-0b8a9d1c3e77')

  const watch = target(
    program.command('watch'),
    say('in mỗi sự kiện một dòng JSON', 'print a line of JSON for each event'),
  )
    .usage(`${options} ${say('<thư mục>', '<folder>')}`)
    .description(
      say(
        'Theo dõi thư mục: tệp mới được ký vào thư mục con da-ky, bản gốc chuyển sang goc, tệp không ký được sang loi kèm lý do. Tệp trong thư mục con mang tên mã số thuế được ký cho mã số thuế đó. Tắt máy giữa chừng không làm mất hay ký trùng tệp nào.',
        'Watches a folder: new files are signed into its subfolder da-ky, originals move to goc, files that cannot be signed to loi with the reason. Files in a subfolder named after a tax code are signed for it. Switching off at any moment neither loses a file nor signs it twice.',
      ),
    )
    .argument('<folder>', say('thư mục cần theo dõi', 'the folder to watch'))
    .option(
      '--tax-code <code>',
      say('mã số thuế ký các tệp nằm ngay trong thư mục', 'tax code for files right in the folder'),
    )
    .option('--profile <name>', say('mẫu ký', 'signature profile'))
    .option(
      '--output <folder>',
      say('thư mục ghi chứng từ đã ký, thay cho da-ky', 'folder for signed documents, instead of da-ky'),
    )
    .action(actions.watch)
  example(watch, 'watch D:\\to-khai', 'watch D:\\to-khai --tax-code 0101300842 --output D:\\to-khai-da-ky')

  const verify = target(program.command('verify'))
    .usage(`${options} ${files}`)
    .description(say('Kiểm tra chữ ký trong các tệp.', 'Verifies the signatures in files.'))
    .argument('<files...>', say('các tệp cần kiểm tra', 'the files to verify'))
    .option('--signature <file>', say('tệp chữ ký tách rời của chứng từ', 'the detached signature of the document'))
    .action(actions.verify)
  example(verify, 'verify to-khai.signed.xml', 'verify hop-dong.pdf --signature hop-dong.pdf.p7s')

  const status = target(program.command('status'))
    .usage(options)
    .description(say('Xem cổng ký đã sẵn sàng chưa.', 'Tells whether the gateway is ready.'))
    .action(actions.status)
  example(status, 'status')
  return program
}

function toSeconds(value: string, say: (vi: string, en: string) => string): number {
  const seconds = Number(value)
  if (Number.isFinite(seconds) && seconds > 0 && value.trim() !== '') return seconds
  throw new InvalidArgumentError(say('cần một số giây lớn hơn 0', 'a number of seconds above 0 is needed'))
}
