/** The whole files that are built each night: size, checksum, and where to go on from. */
import { line, moment, number } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Icon } from '../parts/icon.tsx'
import { useWatched } from './watch.ts'
import type { Bulk } from './wire.ts'
import { usePortal } from './words.ts'

export function Files() {
  const { pull: t } = usePortal()
  const files = useWatched<{ items: Bulk[] }>('/v1/bulk')
  return (
    <Card title={t.files}>
      <p class="soft">{t.filesText}</p>
      <Loaded of={files}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t.noFiles}</p>
          ) : (
            <ul class="bare stack">
              {items.map((one) => (
                <File key={one.name} file={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function File({ file: { name, url, builtAt, events, size, sha256, next } }: { file: Bulk }) {
  const { pull: t, events: counted } = usePortal()
  return (
    <li class="file">
      <div class="row apart">
        <span>
          <strong class="given">{name}</strong>
          <br />
          <span class="soft">{line([moment(builtAt), counted(events), bytes(size)])}</span>
        </span>
        <a class="button" href={url} download={name} aria-label={t.download(name)}>
          <Icon name="download" size={20} />
          {name.endsWith('.csv.gz') ? 'CSV' : 'NDJSON'}
        </a>
      </div>
      <dl class="facts below ids">
        <div>
          <dt>{t.sha256}</dt>
          <dd>
            <code>{sha256}</code>
          </dd>
        </div>
        <div>
          <dt>{t.next}</dt>
          <dd>
            <code>{next}</code>
          </dd>
        </div>
      </dl>
    </li>
  )
}

/** 4.2 MB. */
function bytes(size: number): string {
  if (size < 1000) return `${number(size)} B`
  return size < 1e6 ? `${number(size / 1000, 1)} kB` : `${number(size / 1e6, 1)} MB`
}
