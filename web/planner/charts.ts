// The charts, each made of plain lists. Pure: what draws them is EChart.vue, which is loaded when there is one to draw.
import type { ComposeOption } from 'echarts/core';
import type { BarSeriesOption, CustomSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { AriaComponentOption, GridComponentOption, LegendComponentOption, TooltipComponentOption, VisualMapComponentOption } from 'echarts/components';

import { isKnown, type Verdict } from './figures';
import type { CellState } from './results';

export type ChartOption = ComposeOption<BarSeriesOption | CustomSeriesOption | HeatmapSeriesOption | LineSeriesOption
| AriaComponentOption | GridComponentOption | LegendComponentOption | TooltipComponentOption | VisualMapComponentOption>;

const ink = '#1a1d21';
const soft = '#525a63';
const grid_line = '#dde3e9';
export const font = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

// Steps of minutes; light to dark also without colour.
export const heat_steps = [
  { max: 5, color: '#fdf6dc' }, { max: 10, color: '#fbe3a0' }, { max: 15, color: '#f8c76a' },
  { max: 20, color: '#f1a04a' }, { max: 30, color: '#e0713a' }, { max: 45, color: '#bd4331' },
  { max: 60, color: '#8c2332' }, { max: Infinity, color: '#571332' },
];
const dark_from_minutes = 30;
export const heatMin = (step: number) => heat_steps[step - 1]?.max ?? 0;
export const heatRange = (step: number) => {
  const max = heat_steps[step]?.max ?? Infinity;
  return max === Infinity ? `${heatMin(step)}+` : `${heatMin(step)}–${max}`;
};

/** Lines of scenarios are told apart by their dashes and marks, too. */
export const line_colors = ['#14507d', '#a8380b', '#0b6b50', '#6b3fa0', '#7a5d00', '#8c2332', '#1a1d21', '#525a63'];
const line_types = ['solid', 'dashed', 'dotted'] as const;
const symbols = ['circle', 'rect', 'triangle', 'diamond'];

const verdict_colors: Record<Verdict, string> = { better: '#0b6b50', worse: '#a8380b', changed: '#14507d', same: '#66747f' };

// HTML in a tooltip would have styles of its own, which the policy forbids; so it is drawn.
const tooltip = { renderMode: 'richText', confine: true, textStyle: { color: ink, fontFamily: font } } as const;
const text = { animation: false, textStyle: { fontFamily: font, color: ink } } as const;
const legend = { top: 0, left: 0, itemGap: 20, itemWidth: 36, textStyle: { color: ink, fontFamily: font } } as const;
const plot = { left: 8, right: 24, top: 40, bottom: 4, containLabel: true } as const;

const timeAxis = (times: string[]) => ({
  type: 'category', data: times, axisTick: { show: false }, axisLine: { lineStyle: { color: soft } },
  axisLabel: { color: soft, hideOverlap: true, fontFamily: font },
}) as const;

const valueAxis = (name: string) => ({
  type: 'value', min: 0, name, nameTextStyle: { color: soft, align: 'left', fontFamily: font }, nameGap: 10,
  axisLabel: { color: soft, fontFamily: font }, splitLine: { lineStyle: { color: grid_line } },
}) as const;

export interface HeatWords {
  minutes: string;
  states: Record<CellState, string>;
}

const empty_colors: Partial<Record<CellState, string>> = { closed: '#e3e7eb', unstaffed: '#c3cbd3', nobody: '#ffffff' };

/** waits[hall][time], null where there is none; states[hall][time] says why, or that few came. */
export function heatOption(halls: string[], times: string[], waits: (number | null)[][], states: CellState[][], words: HeatWords): ChartOption {
  const stateAt = (hall: number, time: number) => states[hall]?.[time] ?? 'closed';
  const all = waits.flatMap((row, hall) => row.map((wait, time) => ({ hall, time, wait, state: stateAt(hall, time) })));
  const label = (params: unknown) => {
    const { value: [time = 0, hall = 0, wait = 0] } = params as { value: number[] };
    const state = stateAt(hall, time);
    const what = state === 'many' ? [] : [words.states[state]];
    const shown = isKnown(waits[hall]?.[time]) ? [`${wait.toFixed(1)} ${words.minutes}`] : [];
    return [`${halls[hall]}  ${times[time]}`, ...shown, ...what].join('\n');
  };
  return {
    ...text,
    tooltip: { ...tooltip, formatter: label },
    grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
    xAxis: { ...timeAxis(times), position: 'top', axisLine: { show: false } },
    yAxis: {
      type: 'category', data: halls, inverse: true, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { color: ink, fontFamily: font, width: 150, overflow: 'break', lineHeight: 13 },
    },
    visualMap: {
      type: 'piecewise', show: false, dimension: 2, seriesIndex: 0,
      pieces: heat_steps.map(({ max, color }, at) => ({ gte: heatMin(at), lt: max, color })),
    },
    series: [{
      type: 'heatmap',
      data: all.filter(({ wait }) => isKnown(wait)).map(({ hall, time, wait, state }) => ({
        value: [time, hall, wait ?? 0],
        label: { color: (wait ?? 0) >= dark_from_minutes && state === 'many' ? '#ffffff' : ink, opacity: 1 },
        itemStyle: state === 'few' ? { opacity: 0.4 } : {},
      })),
      label: { show: true, formatter: (params) => Math.round((params.value as number[])[2] ?? 0).toString(), fontSize: 12, fontFamily: font },
      itemStyle: { borderColor: '#ffffff', borderWidth: 1 },
      emphasis: { itemStyle: { borderColor: ink, borderWidth: 2 } },
    }, {
      type: 'heatmap',
      data: all.filter(({ wait }) => !isKnown(wait)).map(({ hall, time, state }) => ({
        value: [time, hall, 0], itemStyle: { color: empty_colors[state] ?? '#ffffff', borderColor: state === 'nobody' ? grid_line : '#ffffff' },
      })),
      itemStyle: { borderWidth: 1 },
    }],
  };
}

export interface Line {
  name: string;
  values: (number | null)[];
}

export function linesOption(times: string[], lines: Line[], unit: string): ChartOption {
  return {
    ...text, legend, grid: { ...plot, top: lines.length > 4 ? 72 : 56 },
    tooltip: { ...tooltip, trigger: 'axis', valueFormatter: (value) => (typeof value === 'number' ? value.toFixed(1) : '–') },
    xAxis: { ...timeAxis(times), boundaryGap: false, axisLabel: { color: soft, hideOverlap: true, margin: 14, fontFamily: font } },
    yAxis: valueAxis(unit),
    series: lines.map(({ name, values }, at): LineSeriesOption => ({
      type: 'line', name, data: values, symbol: symbols[at % symbols.length], symbolSize: 7,
      itemStyle: { color: line_colors[at % line_colors.length] },
      lineStyle: { width: at === 0 ? 3 : 2, type: line_types[at % line_types.length], color: line_colors[at % line_colors.length] },
    })),
  };
}

/** Busy counters and free ones, stacked. */
export function useOption(times: string[], busy: Line, free: Line): ChartOption {
  const bars = ({ name, values }: Line, itemStyle: BarSeriesOption['itemStyle']): BarSeriesOption =>
    ({ type: 'bar', name, data: values.map((value) => value ?? 0), stack: 'counters', barCategoryGap: '20%', itemStyle });
  return {
    ...text, legend, grid: plot,
    tooltip: { ...tooltip, trigger: 'axis', valueFormatter: (value) => (typeof value === 'number' ? value.toFixed(1) : '–') },
    xAxis: timeAxis(times), yAxis: valueAxis(''),
    series: [bars(busy, { color: '#14507d' }), bars(free, { color: '#d3e3f0', borderColor: '#14507d', borderWidth: 1 })],
  };
}

export interface DifferenceRow {
  name: string;
  words: string;
  /** In the unit that is shown. */
  mean: number;
  half: number;
  verdict: Verdict;
}

export const difference_row_px = 64;

/** A dot and its interval for each scenario, around the line at 0. */
export function differencesOption(rows: DifferenceRow[], language: string): ChartOption {
  const reach = Math.max(...rows.flatMap(({ mean, half }) => [Math.abs(mean - half), Math.abs(mean + half)]), 0.1) * 1.1;
  return {
    ...text,
    grid: { left: 10, right: 10, top: 4, bottom: 26 },
    tooltip: { ...tooltip, formatter: (params) => {
      const row = rows[(params as { dataIndex: number }).dataIndex];
      return row ? `${row.name}\n${row.words}` : '';
    } },
    xAxis: {
      type: 'value', min: -reach, max: reach, splitNumber: 4, splitLine: { lineStyle: { color: grid_line } },
      axisLabel: { color: soft, fontFamily: font, showMinLabel: false, showMaxLabel: false,
        formatter: (value: number) => (value > 0 ? '+' : '') + value.toLocaleString(language) },
    },
    yAxis: {
      type: 'category', data: rows.map(({ name }) => name), inverse: true, axisTick: { show: false }, axisLabel: { show: false },
      axisLine: { onZero: true, lineStyle: { color: ink, width: 2 } },
    },
    series: [{
      type: 'custom',
      data: rows.map(({ mean, half }, row) => [mean, row, mean - half, mean + half]),
      encode: { x: [0, 2, 3], y: 1 },
      renderItem: ({ coordSys }, api) => {
        const row = rows[Number(api.value(1))];
        const color = verdict_colors[row?.verdict ?? 'same'];
        const at = Number(api.value(1));
        const [x = 0, middle = 0] = api.coord([api.value(0), at]);
        const [low = 0] = api.coord([api.value(2), at]);
        const [high = 0] = api.coord([api.value(3), at]);
        const y = middle + 18;
        const line = (x1: number, y1: number, x2: number, y2: number) =>
          ({ type: 'line' as const, shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 3 } });
        const { x: left = 0, width = 0 } = coordSys as unknown as { x: number; width: number };
        return { type: 'group', children: [
          { type: 'text', x: left + 2, y: middle - 26, style: {
            text: `${row?.name ?? ''}\n${row?.words ?? ''}`, lineHeight: 17, fill: color, font: `600 12px ${font}`,
            width: width - 4, overflow: 'truncate', backgroundColor: '#ffffff' } }, // no line runs through the words
          line(low, y, high, y), line(low, y - 5, low, y + 5), line(high, y - 5, high, y + 5),
          { type: 'circle', shape: { cx: x, cy: y, r: 6 }, style: { fill: row?.verdict === 'same' ? '#ffffff' : color, stroke: color, lineWidth: 2.5 } },
        ] };
      },
    }],
  };
}
