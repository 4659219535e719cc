import { expect, test } from 'vitest';

import { findingsOf, worstOf, type Readiness } from './health';
import { Metrics } from './metrics';

const quiet = `
# HELP offpeak_leading 1 while this server takes commands
offpeak_leading 1
offpeak_sequence 5424
offpeak_snapshot_age_seconds 20
offpeak_snapshot_sequence 0
offpeak_store_disk_free_bytes 90e9
offpeak_store_disk_bytes 200e9
offpeak_http_connections 3
offpeak_http_connections_max 10000
offpeak_http_streams 0
offpeak_http_streams_max 5000
offpeak_forecasts_made 4
offpeak_forecast_age_seconds 60
offpeak_compliance 0.03
offpeak_outbox_pending{endpoint="default"} 2
offpeak_outbox_oldest_seconds{endpoint="default"} 3
offpeak_outbox_disabled{endpoint="default"} 0
offpeak_hall_waiting_tickets{hall="330100"} 4
offpeak_hall_open_counters{hall="330100"} 2
offpeak_hall_longest_wait_seconds{hall="330100"} 100
`;
const ready: Readiness = { status: 'ready', store: 'sqlite', sequence: 5424, durability: 'strict' };

const judged = (thing: string, figures = quiet, readiness: Readiness = ready) => {
  const found = findingsOf(readiness, new Metrics(figures)).find((each) => each.thing === thing);
  return `${found?.how} ${found?.level}`;
};
const with_ = (line: string) => quiet.replace(new RegExp(`^${line.split(' ')[0]?.replace(/[{}]/g, '\\$&')} .*$`, 'm'), '') + line;

test('one server alone that is well has nothing to do', () => {
  const findings = findingsOf(ready, new Metrics(quiet));
  expect(worstOf(findings)).toBe('green');
  expect(findings.map(({ thing }) => thing)).toContain('forecasts');
});

test.each([
  ['service', 'failed red', quiet, { ...ready, status: 'failed' }],
  ['service', 'standby grey', quiet, { ...ready, status: 'standby' }],
  ['standby', 'none grey', quiet, ready],
  ['standby', 'missing red', quiet, { ...ready, store: 'redis' }],
  ['standby', 'there green', quiet, { ...ready, store: 'redis', standby_sequence: 5420 }],
  ['standby', 'lags red', with_('offpeak_standby_lag_seconds 6'), { ...ready, status: 'standby' }],
  ['durability', 'relaxed yellow', quiet, { ...ready, durability: 'relaxed' }],
  ['disk', 'low red', with_('offpeak_store_disk_free_bytes 9e9'), ready],
  ['snapshots', 'old yellow', with_('offpeak_snapshot_age_seconds 3700'), ready],
  ['snapshots', 'failed yellow', with_('offpeak_snapshots_failed_total 1'), ready],
  ['clock', 'behind red', with_('offpeak_clock_behind_seconds 60'), ready],
  ['forecasts', 'old yellow', with_('offpeak_forecast_age_seconds 301'), ready],
  ['forecasts', 'off grey', quiet.replace(/^offpeak_forecast.*$/gm, ''), ready],
  ['forecasts', 'soon grey', with_('offpeak_forecasts_made 0'), ready],
  ['webhooks', 'disabled red', with_('offpeak_outbox_disabled{endpoint="default"} 1'), ready],
  ['webhooks', 'late yellow', with_('offpeak_outbox_oldest_seconds{endpoint="default"} 901'), ready],
  ['webhooks', 'none grey', quiet.replace(/^offpeak_outbox.*$/gm, ''), ready],
  ['halls', 'unattended red', with_('offpeak_hall_open_counters{hall="330100"} 0'), ready],
  ['halls', 'long yellow', with_('offpeak_hall_longest_wait_seconds{hall="330100"} 5401'), ready],
  ['clients', 'full yellow', with_('offpeak_http_connections 9000'), ready],
] as [string, string, string, Readiness][])('%s: %s', (thing, expected, figures, readiness) => {
  expect(judged(thing, figures, readiness)).toBe(expected);
});

test('figures of routes are passed over, labels are read', () => {
  const metrics = new Metrics('offpeak_http_replies_total{method="GET"} 4\noffpeak_build_info{version="0.1.0",compiler="gcc \\"12\\""} 1\n');
  expect(metrics.value('offpeak_http_replies_total')).toBeUndefined();
  expect(metrics.label('offpeak_build_info', 'version')).toBe('0.1.0');
});
