import type { DocumentView } from '@congky/shared'
import { Notice } from '../design/layout.tsx'
import { formatBytes } from '../format.ts'
import { say, sayOf } from '../text.ts'
import './document.css'
import { RawText } from './raw-text.tsx'
import { Rendering } from './rendering.tsx'

/** A document to read, and beside it as it is. */
export function DocumentPanes({ view }: { readonly view: DocumentView }) {
  const size = formatBytes(view.bytes)
  return (
    <div class="document-panes">
      <section class="stack" aria-label={say('Nội dung dễ đọc', 'Readable')}>
        <h3>{sayOf(view.title)}</h3>
        {view.isCut && (
          <Notice tone="info">
            {say(
              'Chứng từ quá lớn để hiện hết; hãy tải về để xem đầy đủ.',
              'The document is too large to be shown in full; download it to see everything.',
            )}
          </Notice>
        )}
        <Rendering parts={view.parts} />
      </section>
      <section class="stack" aria-label={say('Nội dung nguyên văn', 'As it is')}>
        <h3>
          {say('Nguyên văn', 'As it is')} <span class="dim small-text">{size}</span>
        </h3>
        <RawText view={view} />
      </section>
    </div>
  )
}
