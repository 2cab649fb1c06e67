/** What customs and the warehouse keeper write to each other: both lists, and one message in full. */
import type { ExchangeView } from '@congky/shared'
import { Empty, PageHead } from '../../design/layout.tsx'
import { status } from '../../live.ts'
import { href, route } from '../../router.ts'
import { say } from '../../text.ts'
import './customs.css'
import { ReceivedDetails } from './received-details.tsx'
import { ReceivedList } from './received-list.tsx'
import { SentDetails } from './sent-details.tsx'
import { SentList } from './sent-list.tsx'
import { ServiceCard } from './service-card.tsx'

export function CustomsPage() {
  const [, part, first, second] = route.value.segments
  const now = status.value
  if (now === null) return null
  const { exchange } = now
  if (exchange === null) return <NotSetUp />
  if (part === 'sent' && first !== undefined) return <SentDetails key={first} id={first} />
  if (part === 'received' && first !== undefined && second !== undefined)
    return <ReceivedDetails key={second} from={first} messageId={second} />
  return <Lists exchange={exchange} isSent={part === undefined ? exchange.receive === null : part === 'sent'} />
}

function Lists({ exchange, isSent }: { readonly exchange: ExchangeView; readonly isSent: boolean }) {
  return (
    <div class="stack">
      <Head />
      <ServiceCard exchange={exchange} />
      <nav class="tabs" aria-label={say('Chiều thông điệp', 'Direction of messages')}>
        <a href={href('/customs/received')} aria-current={isSent ? undefined : 'page'}>
          {say('Hải quan gửi đến', 'From customs')}
        </a>
        <a href={href('/customs/sent')} aria-current={isSent ? 'page' : undefined}>
          {say('Gửi hải quan', 'To customs')}
        </a>
      </nav>
      {isSent ? <SentList /> : <ReceivedList />}
    </div>
  )
}

function Head() {
  return (
    <PageHead
      title={say('Hải quan', 'Customs')}
      lead={say(
        'Thông điệp giữa kho và hải quan theo Quyết định 1543/QĐ-TCHQ: đã nhận gì, đã gửi gì, hải quan trả lời ra sao.',
        'Messages between the warehouse and customs (Decision 1543/QĐ-TCHQ): what came, what was sent, what customs said.',
      )}
    />
  )
}

function NotSetUp() {
  return (
    <div class="stack">
      <Head />
      <Empty icon="exchange" title={say('Chưa bật trao đổi thông điệp với hải quan', 'The exchange is not set up')}>
        <p>
          {say(
            'Dành cho doanh nghiệp kinh doanh kho, bãi, cảng. Người quản trị máy cổng ký thêm mục “exchange” vào tệp cấu hình (mẫu: warehouse-customs-exchange.yaml), rồi khởi động lại cổng ký.',
            'For keepers of warehouses, yards and ports. The admin of the host adds the section “exchange” to the configuration file (example: warehouse-customs-exchange.yaml), then restarts the gateway.',
          )}
        </p>
      </Empty>
    </div>
  )
}
