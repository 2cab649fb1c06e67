/** `congky customs`: messages of Decision 1543/QĐ-TCHQ. What needs the token asks the running gateway. */
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { addExample, addGroup } from '../command-help.ts'
import { showMessage } from '../messages/show-message.ts'
import type { SignWishes } from '../messages/sign-on-host.ts'
import { buildMessage } from './build-message.ts'
import { listKinds, printSample, printSchema } from './print-kind.ts'
import { signMessage } from './sign-message.ts'
import { validateMessage } from './validate-message.ts'
import { verifyMessage } from './verify-message.ts'

interface OutOption {
  readonly out?: string
}

export function addCustomsCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'customs',
    'Thông điệp hải quan theo Quyết định 1543/QĐ-TCHQ.',
    'Customs messages of Decision 1543/QĐ-TCHQ.',
    cli,
  )
  const code = say('loại-chức năng, ví dụ 02-01', 'type-function, such as 02-01')
  const file = say('tệp thông điệp, hoặc - cho đầu vào chuẩn', 'file of the message, or - for standard input')
  const out = say('ghi vào tệp này thay vì in ra', 'write to this file instead of printing')

  const list = group
    .command('list')
    .description(say('Các loại thông điệp và bảng quy định của chúng.', 'The kinds of messages and their tables.'))
    .action(() => listKinds(cli))
  addExample(list, cli, 'customs list')

  const sample = group
    .command('sample')
    .description(say('In một thông điệp mẫu hợp lệ.', 'Prints a valid sample of a message.'))
    .argument('<type-function>', code)
    .option('--out <file>', out)
    .action((kind: string, options: OutOption) => printSample(cli, kind, options.out))
  addExample(sample, cli, 'customs sample 02-01', 'customs sample 13-11 --json')

  const validate = group
    .command('validate')
    .description(
      say(
        'Kiểm tra thông điệp theo các bảng của quyết định; nêu mọi lỗi cùng lúc.',
        'Checks a message against the tables of the decision; tells everything that is wrong at once.',
      ),
    )
    .argument('<file>', file)
    .action((name: string) => validateMessage(cli, name))
  addExample(validate, cli, 'customs validate vao-kho.xml', 'customs validate - --json < vao-kho.xml')

  const show = group
    .command('show')
    .description(say('In thông điệp bằng lời, mã kèm ý nghĩa.', 'Prints a message in words, codes with their meaning.'))
    .argument('<file>', file)
    .action((name: string) => showMessage(cli, name))
  addExample(show, cli, 'customs show vao-kho.xml')

  const xsd = group
    .command('xsd')
    .description(say('In lược đồ XML (XSD) của một loại thông điệp.', 'Prints the XML Schema of a kind of message.'))
    .argument('<type-function>', code)
    .option('--out <file>', out)
    .action((kind: string, options: OutOption) => printSchema(cli, kind, options.out))
  addExample(xsd, cli, 'customs xsd 02-01 --out 02-01.xsd')

  const build = group
    .command('build')
    .description(
      say(
        'Tạo thông điệp từ dữ liệu JSON, như `customs sample --json` in ra.',
        'Makes a message of JSON data, as `customs sample --json` prints it.',
      ),
    )
    .argument(
      '<record.json>',
      say('tệp dữ liệu, hoặc - cho đầu vào chuẩn', 'file of the data, or - for standard input'),
    )
    .option('--out <file>', out)
    .action((name: string, options: OutOption) => buildMessage(cli, name, options.out))
  addExample(build, cli, 'customs build vao-kho.json --out vao-kho.xml')

  const sign = group
    .command('sign')
    .description(
      say(
        'Kiểm tra rồi ký thông điệp bằng token của cổng ký đang chạy; chạy lại không ký hai lần.',
        'Checks a message and has it signed by a token of the running gateway; running it again signs nothing twice.',
      ),
    )
    .argument('<file>', file)
    .option('--out <file>', say('tệp kết quả (mặc định tên.signed.xml)', 'result (default name.signed.xml)'))
    .option('--tax-code <code>', say('ký cho mã số thuế này (mặc định: bên gửi)', 'sign for it (default: the sender)'))
    .option('--profile <name>', say('mẫu ký', 'signature profile'), 'customs-1543')
    .action((name: string, options: SignWishes) => signMessage(cli, name, options))
  addExample(sign, cli, 'customs sign vao-kho.xml', 'customs sign vao-kho.xml --out da-ky.xml')

  const verify = group
    .command('verify')
    .description(
      say(
        'Kiểm tra chữ ký số và nội dung của thông điệp đã ký; không cần cổng ký đang chạy.',
        'Checks signature and content of a signed message; needs no running gateway.',
      ),
    )
    .argument('<file>', file)
    .action((name: string) => verifyMessage(cli, name))
  addExample(verify, cli, 'customs verify vao-kho.signed.xml')
}
