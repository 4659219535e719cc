// The charts: each function draws one from plain lists. A chart is redrawn whole on every change.

const ink = '#1c2733';
const soft = '#51606e';
const gridLine = '#dde3e9';
const font = getComputedStyle(document.body).fontFamily;
const narrowWidthMax = 600;

// Steps of minutes; light to dark also without colour.
const heatSteps = [
  { max: 5, color: '#fdf6dc' }, { max: 10, color: '#fbe3a0' }, { max: 15, color: '#f8c76a' },
  { max: 20, color: '#f1a04a' }, { max: 30, color: '#e0713a' }, { max: 45, color: '#bd4331' },
  { max: 60, color: '#8c2332' }, { max: Infinity, color: '#571332' },
];
const darkFromMinutes = 20;

function heatMin(step) {
  return step === 0 ? 0 : heatSteps[step - 1].max;
}

/// The legend, as text beside colours.
function heatKey() {
  return heatSteps.map(({ max, color }, step) => element('li', {},
    element('span', { class: 'swatch', style: `background:${color}` }, '\u00a0'),
    t('heat_unit', { range: max === Infinity ? `${heatMin(step)}+` : `${heatMin(step)}–${max}` })));
}

const levelColors = ['#e3e7eb', '#a9dbad', '#ffd95c', '#c03a2b'];
// Hatched where the next level is not to be told by colour alone.
const levelDecals = [
  { symbol: 'none' }, { symbol: 'none' },
  { color: '#7a5d0066', dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 4 },
  { color: '#ffffff88', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
];
const verdictColors = { better: '#0b6b50', worse: '#a8380b', changed: '#14507d', same: '#66747f' };

const drawn = new Map();

/// Draws into the element, `height` pixels high; an SVG, so that it prints sharp.
function draw(idOrElement, height, option) {
  const at = typeof idOrElement === 'string' ? byId(idOrElement) : idOrElement;
  at.style.height = `${height}px`;
  if (!drawn.has(at)) drawn.set(at, echarts.init(at, null, { renderer: 'svg' }));
  const chart = drawn.get(at);
  chart.resize();
  chart.setOption({ animation: false, textStyle: { fontFamily: font, color: ink }, ...option }, true);
}

function forgetChart(at) {
  drawn.get(at)?.dispose();
  drawn.delete(at);
}

function isNarrow() {
  return document.documentElement.clientWidth <= narrowWidthMax;
}

/// An element, so that names are text in it.
function tooltipOf(lines) {
  return element('div', {}, ...lines.map((line, at) =>
    element('div', { style: at === 0 ? 'font-weight:600' : undefined }, line)));
}

const tooltipStyle = { confine: true, textStyle: { color: ink, fontFamily: font } };

function timeAxis(times, labels = {}) {
  return {
    type: 'category', data: times, axisTick: { show: false },
    axisLine: { lineStyle: { color: soft } },
    axisLabel: { color: soft, hideOverlap: true, ...labels },
  };
}

function valueAxis(extra = {}) {
  return {
    type: 'value', min: 0, axisLabel: { color: soft },
    splitLine: { lineStyle: { color: gridLine } }, ...extra,
  };
}

const legend = { top: 0, left: 0, itemGap: 20, textStyle: { color: ink }, selectedMode: false };
// To the right stands half of the last time where a line ends at it.
const plot = { left: 8, right: 24, top: 36, bottom: 4, containLabel: true };

const stateStyles = {
  closed: { color: '#e3e7eb' },
  unstaffed: { color: '#e3e7eb', decal: { color: '#51606e', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 } },
  nobody: { color: '#ffffff', borderColor: '#d5dce3' },
};

function stateKey() {
  const key = (state, style) => element('li', {},
    element('span', { class: 'swatch', style }, t(`state_${state}_mark`)), t(`state_${state}`));
  return [key('few', 'background:#f8c76a66'), key('closed', 'background:#e3e7eb'),
    key('unstaffed', 'background:repeating-linear-gradient(45deg,#e3e7eb 0 4px,#8494a3 4px 6px)'),
    key('nobody', 'background:#fff')];
}

/// waits[hall][time], null where there is none; states[hall][time] says why, or that few came.
function drawHeat(id, halls, times, waits, states) {
  const narrow = isNarrow();
  const cells = [];
  const others = [];
  waits.forEach((row, hall) => row.forEach((wait, time) => {
    const state = states[hall][time];
    const pale = state === 'few';
    if (known(wait)) cells.push({
      value: [time, hall, wait],
      label: { color: wait >= darkFromMinutes && !pale ? '#fff' : ink, opacity: 1 },
      itemStyle: pale ? { opacity: 0.4 } : {},
    });
    else others.push({ value: [time, hall, 0], state, itemStyle: stateStyles[state], label: { show: false } });
  }));
  draw(id, halls.length * (narrow ? 26 : 30) + 32, {
    grid: { left: narrow ? 92 : 170, right: 4, top: 26, bottom: 6 },
    xAxis: { ...timeAxis(times), position: 'top', axisLine: { show: false } },
    yAxis: {
      type: 'category', data: halls, inverse: true, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { color: ink, width: narrow ? 84 : 160, overflow: 'break', lineHeight: 13 },
    },
    visualMap: {
      type: 'piecewise', show: false, dimension: 2, seriesIndex: 0,
      pieces: heatSteps.map(({ max, color }, at) => ({ gte: heatMin(at), lt: max, color })),
    },
    tooltip: {
      ...tooltipStyle,
      formatter: ({ value: [time, hall, wait], data: { state } }) => tooltipOf(
        [`${halls[hall]}, ${times[time]}`, state ? t(`state_${state}`)
          : `${t('wait')}: ${valueText('wait', wait)} ${t('minutes')}`,
        ...(states[hall][time] === 'few' ? [t('state_few')] : [])]),
    },
    series: [{
      type: 'heatmap', data: cells,
      label: { show: !narrow, formatter: ({ value }) => fixed(value[2], 0), fontSize: 12 },
      labelLayout: { hideOverlap: true },
      itemStyle: { borderColor: '#fff', borderWidth: 1 },
      emphasis: { itemStyle: { borderColor: ink, borderWidth: 2 } },
    }, {
      type: 'heatmap', data: others, itemStyle: { borderColor: '#fff', borderWidth: 1 },
    }],
  });
}

function axisTooltip() {
  return {
    ...tooltipStyle, trigger: 'axis',
    formatter: (points) => tooltipOf([points[0].axisValue,
      ...points.map((point) => `${point.seriesName}: ${known(point.value) ? fixed(point.value, 1) : '–'}`)]),
  };
}

function lineOf(name, data, color, type) {
  return {
    type: 'line', name, data, symbol: 'none', itemStyle: { color },
    lineStyle: { color, width: type === 'solid' ? 3 : 2, type },
    areaStyle: type === 'solid' ? { color, opacity: 0.12 } : undefined,
  };
}

/// `most` is undefined where it means nothing: halls have their worst moments at different times.
function drawQueue(id, times, mean, most) {
  const series = [lineOf(t('queue_mean'), mean, '#14507d', 'solid')];
  if (most) series.push(lineOf(t('queue_most'), most, '#a8380b', 'dashed'));
  draw(id, 260, {
    grid: plot, legend, tooltip: axisTooltip(), series,
    // The first time stands beneath the axis of values: below its 0.
    xAxis: { ...timeAxis(times, { margin: 14 }), boundaryGap: false }, yAxis: valueAxis(),
  });
}

function drawUse(id, times, busy, free) {
  const bars = (name, data, style) =>
    ({ type: 'bar', name, data, stack: 'counters', barCategoryGap: '20%', itemStyle: style });
  draw(id, 260, {
    grid: plot, legend, tooltip: axisTooltip(),
    xAxis: timeAxis(times), yAxis: valueAxis(),
    series: [
      bars(t('busy'), busy, { color: '#14507d' }),
      bars(t('free'), free, { color: '#d3e3f0', borderColor: '#14507d', borderWidth: 1 }),
    ],
  });
}

/// shares[time][level], of 1.
function drawLevel(id, times, shares) {
  const labelledPercentMin = 30;
  draw(id, 240, {
    grid: plot, legend, tooltip: axisTooltip(),
    xAxis: timeAxis(times),
    yAxis: valueAxis({ max: 100, axisLabel: { color: soft, formatter: '{value} %' } }),
    series: [1, 2, 3, 0].map((level) => ({
      type: 'bar', name: t(`level_${level}`), stack: 'level', barCategoryGap: '8%',
      data: shares.map((of) => of[level] * 100),
      itemStyle: { color: levelColors[level], decal: levelDecals[level] },
      label: {
        show: !isNarrow(), color: level === 3 ? '#fff' : ink, fontWeight: 'bold',
        formatter: ({ value }) => (value >= labelledPercentMin ? t(`level_${level}_mark`) : ''),
      },
    })),
  });
}

/// A dot and its interval for each of `rows`: {name, difference}; `key` is the figure's.
function drawDifferences(at, key, rows) {
  const { scale } = figures[key];
  const points = rows.map(({ difference: { mean, ci99 } }, row) => {
    const half = known(ci99) ? ci99 : 0;
    return [mean * scale, row, (mean - half) * scale, (mean + half) * scale];
  });
  const reach = Math.max(...points.flatMap(([, , low, high]) => [Math.abs(low), Math.abs(high)]), 0.1);
  const colorOf = (row) => verdictColors[verdict(key, rows[row].difference)];
  draw(at, rows.length * 68 + 34, {
    grid: { left: 10, right: 10, top: 8, bottom: 26 },
    xAxis: {
      type: 'value', min: -reach * 1.1, max: reach * 1.1, splitNumber: 4,
      axisLabel: { color: soft, showMinLabel: false, showMaxLabel: false,
        formatter: (value) => (value > 0 ? '+' : '') + value.toLocaleString(t('locale')) },
      splitLine: { lineStyle: { color: gridLine } },
    },
    yAxis: {
      type: 'category', data: rows.map(({ name }) => name), inverse: true,
      axisTick: { show: false }, axisLabel: { show: false }, axisLine: { onZero: true, lineStyle: { color: ink, width: 2 } },
    },
    tooltip: {
      ...tooltipStyle,
      formatter: ({ dataIndex: row }) => tooltipOf([rows[row].name, rows[row].words]),
    },
    series: [{
      type: 'custom', data: points, encode: { x: [0, 2, 3], y: 1 },
      renderItem: (params, api) => {
        const row = api.value(1);
        const color = colorOf(row);
        const [x, middle] = api.coord([api.value(0), row]);
        const [low] = api.coord([api.value(2), row]);
        const [high] = api.coord([api.value(3), row]);
        const y = middle + 20;
        const line = (x1, y1, x2, y2) =>
          ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 3 } });
        const hollow = verdict(key, rows[row].difference) === 'same';
        return { type: 'group', children: [
          { type: 'text', x: params.coordSys.x + 2, y: middle - 26, style: {
            text: `${rows[row].name}\n${rows[row].words}`, lineHeight: 17, fill: color, font: `600 12px ${font}`,
            width: params.coordSys.width - 4, overflow: 'truncate',
            backgroundColor: '#fff' } }, // no line runs through the words
          line(low, y, high, y), line(low, y - 5, low, y + 5), line(high, y - 5, high, y + 5),
          { type: 'circle', shape: { cx: x, cy: y, r: 6 },
            style: { fill: hollow ? '#fff' : color, stroke: color, lineWidth: 2.5 } },
        ] };
      },
    }],
  });
}
