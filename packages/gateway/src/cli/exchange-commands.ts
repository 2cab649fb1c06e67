/** `congky exchange`: messages to and from customs (Decision 1543/QĐ-TCHQ), and the tables that keep them. */
import {
  CongkyError,
  type ExchangeMessageRow,
  type ExchangeMessageView,
  type ExchangeReceivedView,
} from '@congky/shared'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { showMessage } from './exchange-screen.ts'
import { addExchangeTableCommands } from './exchange-table-commands.ts'
import { STATE_WORDS, stateWord } from './exchange-words.ts'
import { readCount } from './read-count.ts'
import { readFile } from './read-file.ts'

const WAIT_SECONDS = 60

export function addExchangeCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, 'exchange', 'Thông điệp với hải quan.', 'Messages to and from customs.', cli)

  const send = group
    .command('send')
    .description(say('Ký thông điệp và gửi cho hải quan.', 'Signs a message and sends it to customs.'))
    .argument('<file>', say('tệp XML của thông điệp, chưa ký', 'XML file of the message, unsigned'))
    .option('--wait', say('chờ phản hồi của hải quan, tối đa một phút', 'wait for the answer, a minute at most'))
    .action((file: string, options: { readonly wait?: boolean }) => sendFile(cli, file, options.wait === true))
  addExample(send, cli, 'exchange send hang-vao-kho.xml --wait')

  const list = group
    .command('list')
    .description(say('Các thông điệp mới nhất.', 'The newest messages.'))
    .option('--received', say('các thông điệp hải quan gửi đến', 'those that came from customs'))
    .option('--limit <count>', say('tối đa bao nhiêu', 'at most this many'), '20')
    .action((options: { readonly received?: boolean; readonly limit: string }) => {
      const limit = readCount(options.limit, '--limit')
      return options.received ? listReceived(cli, limit) : listSent(cli, limit)
    })
  addExample(list, cli, 'exchange list', 'exchange list --received --limit 100')

  const show = group
    .command('show')
    .description(say('Mọi điều đã biết về một thông điệp đã gửi.', 'All that is known of a message to customs.'))
    .argument('<id>', say('mã thông điệp', 'id of the message'))
    .action((id: string) => showMessage(cli, id))
  addExample(show, cli, 'exchange show 0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90')

  const retry = group
    .command('retry')
    .description(say('Cho gửi lại thông điệp cần người xử lý.', 'Has held messages sent again.'))
    .argument('<id...>', say('mã thông điệp', 'ids of the messages'))
    .action((ids: string[]) => retryMessages(cli, ids))
  addExample(retry, cli, 'exchange retry 0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90')

  addExchangeTableCommands(group, cli)
}

/** @throws {CongkyError} ERR_FILE_UNUSABLE, ERR_DOCUMENT_ENCODING; what the gateway finds wrong with the message. */
async function sendFile(cli: Cli, file: string, waits: boolean): Promise<void> {
  const document = decode(readFile(file))
  const wait = waits ? WAIT_SECONDS : 0
  const view = await cli.daemon().call<ExchangeMessageView>('POST', '/exchange/messages', { document, wait })
  const isBad = view.state === 'refused' || view.state === 'held'
  if (isBad) cli.markFailed()
  cli.result(view, () => [
    (isBad ? cli.bad : cli.ok)(`${view.id}  ${stateWord(view, cli)}`),
    ...errorLines(view, cli),
    ...(isBad || view.state === 'accepted'
      ? []
      : [cli.next(`${cli.say('Xem tiếp', 'Follow it')}: ${cli.commandFor(`exchange show ${view.id}`)}`)]),
  ])
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    const detail = { en: 'it holds bytes that are no characters', vi: 'có byte không phải ký tự' }
    throw new CongkyError('ERR_DOCUMENT_ENCODING', { detail }, { cause })
  }
}

async function listSent(cli: Cli, limit: number): Promise<void> {
  const { say } = cli
  const views = await cli.daemon().call<ExchangeMessageRow[]>('GET', `/exchange/messages?limit=${limit}`)
  cli.result(views, () => {
    if (views.length === 0) return [say('Chưa gửi thông điệp nào.', 'No message was sent yet.')]
    const [titles = '', ...lines] = cli.table<ExchangeMessageRow>(
      [
        { title: say('MÃ', 'ID'), value: (view) => view.id },
        { title: say('NHẬN LÚC', 'HANDED IN'), value: (view) => cli.time(new Date(view.createdAt)) },
        {
          title: say('TRẠNG THÁI', 'STATE'),
          value: (view) => stateWord(view, cli),
          paint: (text, { state }, paint) => paint[STATE_WORDS[state].style](text),
        },
      ],
      views,
    )
    const more = lines.flatMap((line, at) => [line, ...(views[at] ? rowLines(views[at], cli) : [])])
    const isHeld = views.some(({ state }) => state === 'held')
    const retry = `${cli.commandFor('exchange retry')} ${say('<mã>', '<id>')}`
    return [titles, ...more, ...(isHeld ? [cli.next(`${say('Cho gửi lại', 'Send again')}: ${retry}`)] : [])]
  })
}

/** Below a message: what it is, for whom, and what went wrong. */
function rowLines(view: ExchangeMessageRow, cli: Cli): string[] {
  const about = [cli.say(view.title.vi, view.title.en), view.reference, view.from].filter((text) => text !== '')
  return [...cli.paragraph(about.join(' · '), 4), ...errorLines(view, cli)]
}

async function listReceived(cli: Cli, limit: number): Promise<void> {
  const { say } = cli
  const views = await cli.daemon().call<ExchangeReceivedView[]>('GET', `/exchange/received?limit=${limit}`)
  cli.result(views, () => {
    if (views.length === 0) return [say('Hải quan chưa gửi thông điệp nào.', 'Nothing came from customs yet.')]
    const [titles = '', ...lines] = cli.table<ExchangeReceivedView>(
      [
        { title: say('ĐỊNH DANH', 'MESSAGE ID'), value: (view) => view.messageId },
        { title: say('NHẬN LÚC', 'RECEIVED'), value: (view) => cli.time(new Date(view.receivedAt)) },
        {
          title: say('ĐÃ TRẢ LỜI', 'ANSWERED'),
          value: ({ isAnswered, answers }) => {
            if (answers !== null) return say('là phản hồi', 'is an answer')
            return isAnswered ? say('rồi', 'yes') : say('chưa', 'no')
          },
        },
      ],
      views,
    )
    const about = ({ title, reference, to }: ExchangeReceivedView) =>
      [say(title.vi, title.en), reference, to].filter((text) => text !== '').join(' · ')
    return [titles, ...lines.flatMap((line, at) => [line, ...(views[at] ? cli.paragraph(about(views[at]), 4) : [])])]
  })
}

async function retryMessages(cli: Cli, ids: readonly string[]): Promise<void> {
  const daemon = cli.daemon()
  const views: ExchangeMessageView[] = []
  for (const id of ids) {
    views.push(await daemon.call<ExchangeMessageView>('POST', `/exchange/messages/${encodeURIComponent(id)}/retry`))
  }
  cli.result(views, () => views.map((view) => cli.ok(`${view.id}  ${stateWord(view, cli)}`)))
}

function errorLines({ error }: ExchangeMessageView, cli: Cli): string[] {
  if (error === undefined) return []
  const todo = cli.say(error.nextVi, error.next)
  return [cli.say(error.messageVi, error.message), `→ ${todo}`].flatMap((text) =>
    cli.paragraph(text, 4).map(cli.paint.dim),
  )
}
