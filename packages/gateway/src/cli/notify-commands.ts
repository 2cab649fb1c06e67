/** `congky notify`: whether messages reach the people they are for. */
import type { ConnectionTestView, NotificationsView } from '@congky/shared'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { printable } from './output/display-width.ts'

export function addNotifyCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'notify',
    'Thông báo cho người phụ trách qua e-mail và webhook.',
    'Messages by mail and webhook to those in charge.',
    cli,
  )
  const test = group
    .command('test')
    .description(say('Gửi thật một thông báo thử qua từng kênh.', 'Really sends a test message through each channel.'))
    .option(
      '--channel <name>',
      say('chỉ kênh này: email hoặc webhook:<tên>', 'this channel only: email or webhook:<name>'),
    )
    .action((options: { readonly channel?: string }) => testChannels(cli, options.channel))
  addExample(test, cli, 'notify test', 'notify test --channel webhook:zalo')
}

interface Tested extends ConnectionTestView {
  readonly channel: string
}

/** @throws {CongkyError} ERR_CHANNEL_UNKNOWN, ERR_GATEWAY_NOT_RUNNING */
async function testChannels(cli: Cli, only: string | undefined): Promise<void> {
  const { say } = cli
  const daemon = cli.daemon()
  const names = only === undefined ? await channelsOf(cli) : [only]
  const tested: Tested[] = []
  for (const channel of names) {
    const result = await daemon.call<ConnectionTestView>('POST', '/notifications/test', { channel })
    tested.push({ channel, ...result })
  }
  if (tested.length === 0 || tested.some(({ ok }) => !ok)) cli.markFailed()
  cli.result(tested, () => {
    if (tested.length > 0) return tested.flatMap((one) => linesOf(one, cli))
    return [
      cli.bad(say('Chưa có kênh thông báo nào.', 'No channel for messages is set up.')),
      cli.next(
        say(
          'Thêm trong trang quản trị: Cài đặt › Thông báo, hoặc mục notifications của tệp cấu hình.',
          'Add one in the console, Settings › Notifications, or under notifications in the configuration file.',
        ),
      ),
    ]
  })
}

async function channelsOf(cli: Cli): Promise<readonly string[]> {
  const { channels } = await cli.daemon().call<NotificationsView>('GET', '/notifications')
  return channels.map(({ channel }) => channel)
}

function linesOf({ channel, problem, via, ms }: Tested, cli: Cli): readonly string[] {
  const name = cli.paint.bold(printable(channel))
  if (problem !== null) {
    return [cli.bad(`${name}: ${printable(problem.message[cli.language])}`), cli.next(problem.next[cli.language])]
  }
  const through = via === null ? '' : cli.say(` qua proxy ${printable(via)}`, ` through the proxy ${printable(via)}`)
  return [cli.ok(`${name}: ${cli.say('đã gửi', 'sent')}${through} (${ms} ms)`)]
}
