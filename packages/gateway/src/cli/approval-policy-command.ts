/** `congky approvals policy`: which rule a document would meet, and why; for whoever writes the rules. */
import { parseTaxCode } from '@congky/shared'
import type { Command } from 'commander'
import { type PolicyFacts, valuePaths } from '../domain/approval/policy.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { judgePolicy, policyLines } from './approval-policy-screen.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { readFile } from './read-file.ts'
import { withEngine } from './with-engine.ts'

interface PolicyOptions {
  readonly taxCode?: string
  readonly source: string
  readonly profile?: string
  readonly requester?: string
}

export function addApprovalPolicyCommand(group: Command, cli: Cli): void {
  const { say } = cli
  const command = group
    .command('policy')
    .description(
      say(
        'Cho biết một chứng từ có cần duyệt không, theo quy tắc nào và vì sao; không gửi gì đi.',
        'Tells whether a document would need an approval, by which rule and why; nothing is sent.',
      ),
    )
    .argument('<file>', say('chứng từ', 'document'))
    .option('--tax-code <code>', say('mã số thuế của yêu cầu', 'tax code of the request'))
    .option('--source <name>', say('nguồn của yêu cầu', 'where the request comes from'), 'http')
    .option('--profile <name>', say('mẫu ký', 'profile'))
    .option('--requester <name>', say('người trình hoặc máy trạm', 'who asks, or which workstation'))
    .action(async (file: string, options: PolicyOptions) => {
      const { config } = cli.loadConfig()
      const facts = await factsOf(readFile(file), options, config)
      const verdict = judgePolicy(config.approval, facts)
      cli.result({ ...verdict, facts }, () => policyLines(verdict, facts, cli))
    })
  addExample(command, cli, 'approvals policy to-khai.xml --source ecus --requester lan')
}

/** What intake would know of the document. @throws {CongkyError} Why it would be refused. */
async function factsOf(document: Uint8Array, options: PolicyOptions, config: GatewayConfig): Promise<PolicyFacts> {
  const { source, requester = null } = options
  const ofSource = config.sources.find(({ name }) => name === source)?.defaultProfile
  const profile = options.profile ?? ofSource ?? config.defaultProfile
  const wishes = { wantsKind: true, valuePaths: valuePaths(config.approval) }
  const {
    taxCode,
    kinds = [],
    values = {},
  } = await withEngine((engine) => engine.inspect(profile, document, wishes), { profiles: config.profiles })
  const said = options.taxCode ?? taxCode
  return {
    source,
    profile,
    requester,
    kinds,
    values,
    isAnswer: false,
    taxCode: said === null ? null : parseTaxCode(said),
  }
}
