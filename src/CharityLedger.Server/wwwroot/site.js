// Draws what a page's data-chart attributes hold. The figures stand in a table beside each, so nothing depends on this.
(function () {
  'use strict';
  if (!window.echarts) return;
  const lang = document.documentElement.lang;
  const colours = { received: '#0e4453', used: '#2a7f74', left: '#c98f2b' };
  const short = new Intl.NumberFormat(lang, { notation: 'compact', maximumFractionDigits: 1 });
  const exact = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });
  const money = yuan => '¥' + exact.format(yuan);
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, color: '#45535c', fontSize: 13 };

  function options(data, narrow) {
    const bars = data.kind === 'bars';
    const names = {
      type: 'category', data: data.names, inverse: bars, axisTick: { show: false },
      axisLine: { lineStyle: { color: '#b9b3a4' } },
      axisLabel: bars
        ? { ...font, width: narrow ? 110 : 170, overflow: 'break' }
        : { ...font, formatter: name => name.slice(2), hideOverlap: true },
    };
    const yuan = {
      type: 'value', axisLabel: { ...font, formatter: value => short.format(value), hideOverlap: true },
      splitNumber: narrow ? 3 : 5, splitLine: { lineStyle: { color: '#e6e1d4' } },
    };
    return {
      animation: false,
      textStyle: font,
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, icon: 'rect', textStyle: font },
      grid: { left: 4, right: narrow ? 18 : 28, top: 38, bottom: 4, outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel' },
      // Text drawn on the canvas: the policy of these pages allows no style inside HTML.
      tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' },
        valueFormatter: money, confine: true },
      xAxis: bars ? yuan : names,
      yAxis: bars ? names : yuan,
      series: data.series.map(one => ({
        name: one.name, type: 'bar', stack: bars ? 'all' : undefined, barMaxWidth: bars ? 22 : 16, barGap: '10%',
        itemStyle: { color: colours[one.role] }, data: one.fen.map(fen => fen / 100),
      })),
    };
  }

  for (const place of document.querySelectorAll('[data-chart]')) {
    const data = JSON.parse(place.dataset.chart);
    place.hidden = false;
    const chart = echarts.init(place, null, { renderer: 'canvas' });
    const draw = () => {
      chart.resize();
      chart.setOption(options(data, place.clientWidth < 520), true);
    };
    draw();
    window.addEventListener('resize', draw);
    place.dataset.drawn = 'true';
  }
})();
