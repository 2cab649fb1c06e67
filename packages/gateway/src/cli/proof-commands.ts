/** `congky proof`: the evidence for one request as a file, and its check on any machine. */
import { writeFileSync } from 'node:fs'
import { CongkyError } from '@congky/shared'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { fileError } from './file-error.ts'
import { type ProofWishes, verifyProof } from './proof-verify.ts'

const EXAMPLE_ID = '0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90'

export function addProofCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'proof',
    'Bằng chứng của một yêu cầu: ai duyệt, duyệt bản nào, ký lúc nào; kiểm tra được ở bất cứ đâu.',
    'The proof of one request: who approved which document, what was signed when; verifies anywhere.',
    cli,
  )
  group
    .argument('[id]', say('mã yêu cầu', 'id of the request'))
    .option('--out <file>', say('ghi vào tệp thay vì màn hình', 'write to a file instead of stdout'))
    .action((id: string | undefined, { out }: { readonly out?: string }) => exportProof(cli, id, out))
  addExample(group, cli, `proof ${EXAMPLE_ID} --out bang-chung.json`, 'proof verify bang-chung.json')

  const verify = group
    .command('verify')
    .description(
      say(
        'Kiểm tra bằng chứng đã xuất; không cần cổng ký. Tìm ra mọi chỗ bị sửa.',
        'Checks an exported proof without the gateway; finds every edit.',
      ),
    )
    .argument('<file>', say('tệp bằng chứng', 'file of the proof'))
    .option('--key <fingerprint>', say('phải do khóa này ký xác nhận', 'it must be signed with this key'))
    .option('--document <file>', say('chứng từ gốc, để so mã băm', 'the original document, to compare its hash'))
    .option('--signed <file>', say('chứng từ đã ký, để so mã băm', 'the signed document, to compare its hash'))
    .action((file: string, options: ProofWishes) => verifyProof(cli, file, options))
  addExample(verify, cli, 'proof verify bang-chung.json --signed to-khai.signed.xml --key 3f5a…')
}

/** @throws {CongkyError} ERR_USAGE, ERR_GATEWAY_NOT_RUNNING, ERR_FILE_UNUSABLE */
async function exportProof(cli: Cli, id: string | undefined, out: string | undefined): Promise<void> {
  const { say } = cli
  if (id === undefined) {
    const detail = { vi: 'Cần ghi mã yêu cầu', en: 'The id of the request is missing' }
    throw new CongkyError('ERR_USAGE', { detail })
  }
  const bytes = await cli.daemon().download(`/requests/${encodeURIComponent(id)}/evidence`)
  if (out === undefined) {
    cli.io.stdout.write(bytes)
    return
  }
  try {
    writeFileSync(out, bytes, { mode: 0o600 })
  } catch (cause) {
    throw fileError(out, cause)
  }
  cli.result({ file: out, bytes: bytes.length }, () => [
    cli.ok(say(`Đã ghi bằng chứng vào ${out}`, `The proof is in ${out}`)),
    cli.next(
      say(`Kiểm tra ở bất cứ đâu: congky proof verify ${out}`, `Verify it anywhere: congky proof verify ${out}`),
    ),
  ])
}
