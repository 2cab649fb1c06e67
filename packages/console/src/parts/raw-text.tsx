import type { DocumentView } from '@congky/shared'
import { say } from '../text.ts'
import './document.css'

/** A document as it came, letter by letter. */
export function RawText({ view }: { readonly view: Pick<DocumentView, 'raw' | 'isRawCut'> }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard */}
      <pre class="document-raw" tabIndex={0}>
        {view.raw}
      </pre>
      {view.isRawCut && (
        <p class="dim small-text">
          {say('Chỉ hiện phần đầu; hãy tải về để xem hết.', 'Only its beginning; download it to see all.')}
        </p>
      )}
    </>
  )
}
