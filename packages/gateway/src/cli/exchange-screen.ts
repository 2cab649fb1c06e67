/** One message to customs, with all that is known of it. */
import type { ExchangeMessageDetails, ExchangeMessageRow } from '@congky/shared'
import type { Cli } from './cli.ts'
import { stateWord } from './exchange-words.ts'
import { printable } from './output/display-width.ts'

export async function showMessage(cli: Cli, id: string): Promise<void> {
  const { say } = cli
  const path = `/exchange/messages/${encodeURIComponent(id)}`
  const message = await cli.daemon().call<ExchangeMessageDetails & ExchangeMessageRow>('GET', path)
  const { error } = message
  const time = (text: string | null) => text && cli.time(new Date(text))
  cli.result(message, () => [
    ...cli.pairs([
      [say('Mã', 'Id'), message.id],
      [say('Trạng thái', 'State'), stateWord(message, cli)],
      [say('Lý do', 'Reason'), error ? `${say(error.messageVi, error.message)} (${error.code})` : null],
      [say('Định danh thông điệp', 'Message id'), message.messageId],
      [say('Loại', 'Kind'), `${say(message.title.vi, message.title.en)} (${message.type}-${message.function})`],
      [say('Doanh nghiệp', 'Enterprise'), message.from],
      [say('Gửi cho', 'To'), message.to],
      [say('Số tham chiếu', 'Reference'), message.reference],
      [say('Người gửi', 'Requester'), message.requester],
      [say('Nhận lúc', 'Handed in'), time(message.createdAt)],
      [say('Ký lúc', 'Signed'), time(message.signedAt)],
      [say('Phản hồi lúc', 'Answered'), time(message.answeredAt)],
      [say('Số lần gửi chưa có phản hồi', 'Attempts without an answer'), cli.number(message.attempts)],
      [say('Gửi lại lúc', 'Next attempt'), time(message.nextAttemptAt)],
    ]),
    ...(error ? [cli.next(printable(say(error.nextVi, error.next)))] : []),
  ])
}
