/** A charge that goes on: how much, how fast, and the button that ends it. */
import { energy, line, number, percent, power } from '../format.ts'
import { Icon } from '../parts/icon.tsx'
import { Battery } from '../parts/progress.tsx'
import { Link } from '../route.tsx'
import { Ago, Lasting } from './ago.tsx'
import { NotAllowed } from './badges.tsx'
import { chargerPath, nameOf } from './command.ts'
import { useLive } from './live.ts'
import { Spark } from './spark.tsx'
import { StopButton } from './stop.tsx'
import type { Charger, Transaction, TransactionInFull } from './wire.ts'
import { useDesk } from './words.ts'

type ChargingProps = { transaction: Transaction; charger: Charger }

export function addressOf({ charger, id }: Pick<Transaction, 'charger' | 'id'>): string {
  return `/operator/chargers/${encodeURIComponent(charger)}/${encodeURIComponent(id)}`
}

/** Where the server tells of one charge in full. */
export function pathOf(charger: string, id: string): string {
  return `${chargerPath(charger)}/transactions/${encodeURIComponent(id)}`
}

export function Charging({ transaction, charger: at }: ChargingProps) {
  const t = useDesk().charges
  const { charger, id, connectorId, idTag, energyKwh, powerKw, soc, startedAt } = transaction
  const [name, isHere] = [nameOf(at), at.isConnected]
  const full = useLive<TransactionInFull>(pathOf(charger, id), ['transactions'], charger)
  const series = full.data?.series ?? []
  const first = series.find((one) => one.soc !== null)?.soc ?? 0
  return (
    <article class={isHere ? 'card live charging' : 'card charging'}>
      <Link class="charging-head" href={addressOf(transaction)}>
        <Icon name={isHere ? 'bolt' : 'cloud'} size={20} />
        <span>
          <strong>{line([name, connectorId > 0 && t.connector(connectorId)])}</strong>
          <span class="soft">
            {line([idTag, t.number(number(transaction.number))])} ·{' '}
            {isHere ? <Lasting since={startedAt} /> : t.away}
          </span>
        </span>
      </Link>
      <p class="charging-sums">
        <span class="big">{energyKwh === null ? '–' : energy(energyKwh)}</span>
        <span class="big power-ink">{powerKw === null ? '–' : power(powerKw)}</span>
      </p>
      <Spark
        label={`${t.power}: ${powerKw === null ? '–' : power(powerKw)}`}
        values={series.map((one) => one.powerKw)}
        colour="spark"
      />
      {soc !== null && (
        <div class="charging-soc">
          <Battery soc={soc} from={first} charging={isHere} label={t.soc} />
          <span class="number" aria-hidden="true">
            {percent(soc)}
          </span>
        </div>
      )}
      <NotAllowed of={transaction} />
      {isHere ? (
        <StopButton transaction={transaction} version={at.version} name={name} />
      ) : (
        <p class="soft">
          {t.heard} <Ago at={transaction.heardAt} />
        </p>
      )}
    </article>
  )
}
