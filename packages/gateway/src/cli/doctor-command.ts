import { CongkyError, type GatewayStatus } from '@congky/shared'
import type { Command } from 'commander'
import type { Finding } from '../doctor/finding.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { DaemonClient } from './daemon-client.ts'
import { printable } from './output/display-width.ts'

export function addDoctorCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = program
    .command('doctor')
    .description(
      say(
        'Tìm những gì hỏng hoặc sắp hỏng, và nói cách xử lý; cổng ký chạy hay không đều được.',
        'Finds what is broken or soon will be, and says what to do; with and without a running gateway.',
      ),
    )
    .action(() => runDoctor(cli))
  addExample(command, cli, 'doctor', 'doctor --json')
}

async function runDoctor(cli: Cli): Promise<void> {
  const findings = await findAll(cli)
  if (findings.some(({ verdict }) => verdict === 'fail')) cli.markFailed()
  const ok = findings.every(({ verdict }) => verdict !== 'fail')
  cli.result({ ok, findings }, () => [
    ...findings.flatMap((finding) => findingLines(finding, cli)),
    '',
    closing(findings, cli),
  ])
}

async function findAll(cli: Cli): Promise<readonly Finding[]> {
  const { examine, examineHost } = await import('../doctor/run-doctor.ts')
  const { env } = cli.io
  const loaded = tryLoad(cli)
  if (loaded instanceof CongkyError) return [...examineHost(env), toFinding(loaded)]
  const { stateDir } = loaded.config
  const progress = cli.progress(cli.say('Đang kiểm tra', 'Examining'))
  try {
    return await examine({
      ...{ configFile: cli.configFile, loaded, secrets: cli.openSecrets(stateDir), env },
      daemon: await new DaemonClient(stateDir).call<GatewayStatus>('GET', '/status').catch(() => null),
      onProgress: (done, total, step) => progress.update(done, total, step),
    })
  } finally {
    progress.end()
  }
}

function tryLoad(cli: Cli): ReturnType<Cli['loadConfig']> | CongkyError {
  try {
    return cli.loadConfig()
  } catch (error) {
    if (error instanceof CongkyError) return error
    throw error
  }
}

function toFinding(error: CongkyError): Finding {
  const [en, vi] = [error.text('en'), error.text('vi')]
  return {
    check: 'config',
    verdict: 'fail',
    what: { en: en.message, vi: vi.message },
    why: { en: 'The gateway cannot start with it.', vi: 'Cổng ký không chạy được với cấu hình này.' },
    next: { en: en.next, vi: vi.next },
  }
}

function findingLines({ verdict, what, why, next }: Finding, cli: Cli): string[] {
  const text = what[cli.language].split('\n').map(printable).join('\n    ')
  if (verdict === 'ok') return [cli.ok(text)]
  if (verdict === 'skipped') return [cli.paint.dim(`– ${text}`)]
  return [
    verdict === 'fail' ? cli.bad(text) : cli.warning(text),
    ...(why === null ? [] : cli.paragraph(why[cli.language], 4)),
    ...(next === null ? [] : [`    ${cli.next(printable(next[cli.language]))}`]),
  ]
}

function closing(findings: readonly Finding[], cli: Cli): string {
  const count = (wanted: Finding['verdict']) => findings.filter(({ verdict }) => verdict === wanted).length
  const [failed, warned] = [count('fail'), count('warn')]
  if (failed + warned === 0) return cli.ok(cli.say('Không thấy vấn đề nào.', 'No problem was found.'))
  return cli.say(
    `${failed} lỗi cần xử lý, ${warned} điều cần xem.`,
    `${failed} to be put right, ${warned} worth a look.`,
  )
}
