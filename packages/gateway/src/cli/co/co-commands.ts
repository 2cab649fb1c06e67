/** `congky co`: certificates of origin as UN/EDIFACT, XML and JSON. What needs the token asks the running gateway. */
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { addExample, addGroup } from '../command-help.ts'
import { showMessage } from '../messages/show-message.ts'
import type { SignWishes } from '../messages/sign-on-host.ts'
import { acknowledgeCo } from './acknowledge-co.ts'
import { buildCoFile } from './build-co-file.ts'
import { type ConvertWishes, convertCo } from './convert-co.ts'
import type { InterchangeWishes } from './interchange-options.ts'
import { parseCo } from './parse-co.ts'
import { printSampleCo } from './print-sample-co.ts'
import { signCo } from './sign-co.ts'
import { validateCo } from './validate-co.ts'
import { verifyCo } from './verify-co.ts'

interface OutOption {
  readonly out?: string
}

export function addCoCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'co',
    'Giấy chứng nhận xuất xứ (C/O) điện tử: UN/EDIFACT, XML, JSON.',
    'Electronic certificates of origin (C/O): UN/EDIFACT, XML, JSON.',
    cli,
  )
  const file = say('tệp C/O, hoặc - cho đầu vào chuẩn', 'file of the certificate, or - for standard input')
  const out = say('ghi vào tệp này thay vì in ra', 'write to this file instead of printing')
  const to = say('dạng kết quả: edifact, xml hoặc json', 'form of the result: edifact, xml or json')

  const sample = group
    .command('sample')
    .description(say('In một C/O mẫu hợp lệ.', 'Prints a valid sample of a certificate.'))
    .argument('[form]', say('mẫu C/O, ví dụ A, D, AK', 'form of the certificate, such as A, D, AK'), 'A')
    .option('--to <form>', to, 'edifact')
    .option('--out <file>', out)
    .action((form: string, options: ConvertWishes) => printSampleCo(cli, form, options))
  addExample(sample, cli, 'co sample AK', 'co sample D --to json --out co.json')

  const parse = group
    .command('parse')
    .description(
      say(
        'Đọc C/O, kể cả khi có lỗi: in các trường, mỗi lỗi là một cảnh báo kèm vị trí.',
        'Reads a certificate, faults and all: prints its fields, and each fault as a warning with its place.',
      ),
    )
    .argument('<file>', file)
    .action((name: string) => parseCo(cli, name))
  addExample(parse, cli, 'co parse co.edi', 'co parse - --json < co.edi')

  const validate = group
    .command('validate')
    .description(
      say(
        'Kiểm tra chặt chẽ cú pháp, bảng đoạn và các trường; nêu mọi lỗi cùng lúc.',
        'Checks syntax, segment tables and fields strictly; tells everything that is wrong at once.',
      ),
    )
    .argument('<file>', file)
    .action((name: string) => validateCo(cli, name))
  addExample(validate, cli, 'co validate co.edi')

  const show = group
    .command('show')
    .description(say('In C/O bằng lời, hàng hóa thành bảng.', 'Prints a certificate in words, its goods as a table.'))
    .argument('<file>', file)
    .action((name: string) => showMessage(cli, name))
  addExample(show, cli, 'co show co.edi')

  const build = group
    .command('build')
    .description(
      say(
        'Tạo trao đổi EDIFACT đúng chuẩn từ dữ liệu JSON, như `co sample --to json` in ra.',
        'Makes a strict EDIFACT interchange of JSON data, as `co sample --to json` prints it.',
      ),
    )
    .argument(
      '<record.json>',
      say('tệp dữ liệu, hoặc - cho đầu vào chuẩn', 'file of the data, or - for standard input'),
    )
    .option('--out <file>', out)
    .action((name: string, wishes: InterchangeWishes & OutOption) => buildCoFile(cli, name, wishes))
  addInterchangeOptions(build, cli)
  addExample(build, cli, 'co build co.json --out co.edi', 'co build co.json --sender VCCI --recipient MOIT')

  const convert = group
    .command('convert')
    .description(
      say(
        'Chuyển C/O giữa EDIFACT, XML và JSON; từ EDIFACT sang EDIFACT thì ghi lại đúng chuẩn.',
        'Turns a certificate from EDIFACT, XML or JSON into another; EDIFACT into EDIFACT writes it corrected.',
      ),
    )
    .argument('<file>', file)
    .requiredOption('--to <form>', to)
    .option('--out <file>', out)
    .action((name: string, wishes: ConvertWishes) => convertCo(cli, name, wishes))
  addInterchangeOptions(convert, cli)
  addExample(convert, cli, 'co convert co.edi --to json', 'co convert co.xml --to edifact --out co.edi')

  const acknowledge = group
    .command('ack')
    .description(
      say(
        'Tạo thông điệp APERAK trả lời: chấp nhận, hoặc mã của từng lỗi.',
        'Makes the APERAK that answers an interchange: accepted, or the code of each error.',
      ),
    )
    .argument('<file>', file)
    .option('--out <file>', out)
    .action((name: string, options: OutOption) => acknowledgeCo(cli, name, options.out))
  addExample(acknowledge, cli, 'co ack co.edi --out tra-loi.edi')

  const sign = group
    .command('sign')
    .description(
      say(
        'Kiểm tra rồi ký C/O bằng token của cổng ký đang chạy; chạy lại không ký hai lần.',
        'Checks a certificate and has it signed by a token of the running gateway; running it again signs nothing twice.',
      ),
    )
    .argument('<file>', file)
    .option('--out <file>', say('tệp kết quả (mặc định tên.signed.edi)', 'result (default name.signed.edi)'))
    .option(
      '--tax-code <code>',
      say('ký cho mã số thuế này (mặc định: nhà xuất khẩu)', 'sign for it (default: the exporter)'),
    )
    .option('--profile <name>', say('mẫu ký', 'signature profile'), 'edifact-secured')
    .action((name: string, options: SignWishes) => signCo(cli, name, options))
  addExample(sign, cli, 'co sign co.edi', 'co sign co.edi --profile edifact-autack --out co.autack')

  const verify = group
    .command('verify')
    .description(
      say(
        'Kiểm tra chữ ký số và nội dung của C/O đã ký; không cần cổng ký đang chạy.',
        'Checks signature and content of a signed certificate; needs no running gateway.',
      ),
    )
    .argument('<file>', file)
    .option('--signature <file>', say('tệp chữ ký tách rời (AUTACK, .p7s)', 'the detached signature (AUTACK, .p7s)'))
    .action((name: string, options: { readonly signature?: string }) => verifyCo(cli, name, options.signature))
  addExample(verify, cli, 'co verify co.signed.edi', 'co verify co.edi --signature co.edi.autack')
}

function addInterchangeOptions(command: Command, { say }: Cli): void {
  command
    .option('--sender <id>', say('định danh bên gửi', 'who sends it'))
    .option('--recipient <id>', say('định danh bên nhận', 'who receives it'))
    .option(
      '--reference <id>',
      say('mã tham chiếu kiểm soát, tối đa 14 ký tự', 'control reference, at most 14 characters'),
    )
    .option(
      '--date <time>',
      say('ngày giờ lập, ví dụ 2026-11-23T15:03', 'when it was prepared, such as 2026-11-23T15:03'),
    )
    .option('--charset <level>', say('bộ ký tự, ví dụ UNOC:3', 'character set, such as UNOC:3'))
}
