/** `congky approve`, `return` and `approvals`: what approvers do on the gateway host. */
import type { Command } from 'commander'
import { type ApproveOptions, approveDocuments, type DecideOptions, returnDocuments } from './approval-decide.ts'
import { addDelegationCommands } from './approval-delegate.ts'
import { type InboxOptions, listApprovals, showApproval } from './approval-lists.ts'
import { addApprovalPolicyCommand } from './approval-policy-command.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'

const EXAMPLE_ID = '0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90'

export function addApprovalCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const ids = say('mã yêu cầu', 'ids of the requests')
  const as = say('tài khoản của người duyệt', 'the approver’s account')
  const fromStdin = say('đọc mật khẩu từ stdin', 'read the password from stdin')

  const approve = program
    .command('approve')
    .description(
      say(
        'Duyệt chứng từ được trình, bằng mật khẩu của người duyệt; nếu quy tắc dùng chữ ký số của người duyệt thì hỏi mã PIN và ký luôn.',
        'Approves documents, with the approver’s password; where the approver’s own certificate signs, asks for its PIN.',
      ),
    )
    .argument('<id...>', ids)
    .requiredOption('--as <account>', as)
    .option('--password-stdin', fromStdin)
    .option(
      '--pin-stdin',
      say(
        'đọc cả mã PIN token của người duyệt từ stdin, ở dòng sau mật khẩu',
        'read the PIN of the approver’s token from stdin too, on the line after the password',
      ),
    )
    .option(
      '--confirm-low-tries',
      say('vẫn thử dù token báo còn ít lần nhập PIN', 'try although the token reports few PIN tries left'),
    )
    .action((given: string[], options: ApproveOptions) => approveDocuments(cli, given, options))
  addExample(approve, cli, `approve ${EXAMPLE_ID} --as giam-doc`)

  const back = program
    .command('return')
    .description(
      say('Trả lại chứng từ cho người trình, kèm lý do.', 'Gives documents back to who asks, with a reason.'),
    )
    .argument('<id...>', ids)
    .requiredOption('--as <account>', as)
    .requiredOption('--reason <text>', say('lý do trả lại', 'why'))
    .option('--password-stdin', fromStdin)
    .action((given: string[], options: DecideOptions & { readonly reason: string }) =>
      returnDocuments(cli, given, options),
    )
  addExample(back, cli, `return ${EXAMPLE_ID} --as giam-doc --reason "Sai trị giá tính thuế"`)

  const group = addGroup(program, 'approvals', 'Chứng từ trình duyệt.', 'Documents that wait for an approval.', cli)
  const list = group
    .command('list')
    .description(say('Chứng từ đang chờ duyệt, cũ nhất trước.', 'What waits, the oldest first.'))
    .option('--as <account>', say('chỉ những gì tài khoản này được duyệt', 'only what this account may approve'))
    .option('--decided', say('chứng từ đã được quyết định, mới nhất trước', 'what was decided, the newest first'))
    .option('--limit <count>', say('tối đa bao nhiêu', 'at most this many'), '50')
    .action((options: InboxOptions) => listApprovals(cli, options))
  addExample(list, cli, 'approvals list', 'approvals list --as giam-doc')

  const show = group
    .command('show')
    .description(
      say('Chứng từ sẽ ký nói gì, ai trình và ai đã duyệt.', 'What will be signed, who asks, and who approved.'),
    )
    .argument('<id>', say('mã yêu cầu', 'id of the request'))
    .option('--as <account>', as)
    .action((id: string, options: { readonly as?: string }) => showApproval(cli, id, options.as))
  addExample(show, cli, `approvals show ${EXAMPLE_ID}`)
  addDelegationCommands(group, cli)
  addApprovalPolicyCommand(group, cli)
}
