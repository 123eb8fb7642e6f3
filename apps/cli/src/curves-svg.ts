import type { RunCurves } from '@ichor/training';
import { LineChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, TitleComponent, SVGRenderer]);

const [WIDTH, HEIGHT, TOP] = [800, 240, 50];

/** A run's curves, one below the other, as an SVG document. */
export function curvesSvg({ title, curves }: RunCurves): string {
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: TOP + HEIGHT * curves.length,
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: [
      { text: title, left: 16, top: 10, textStyle: { fontSize: 13 } },
      ...curves.map((curve, i) => ({
        text: curve.smoothedOver > 1 ? `${curve.title} (mean of ${curve.smoothedOver} steps)` : curve.title,
        left: 16,
        top: TOP + i * HEIGHT,
        textStyle: { fontSize: 12, fontWeight: 'normal' },
      })),
    ],
    grid: curves.map((_, i) => ({ left: 70, right: 60, top: TOP + 28 + i * HEIGHT, height: HEIGHT - 80 })),
    xAxis: curves.map((_, i) => ({ type: 'value', gridIndex: i, name: 'step', min: 0 })),
    yAxis: curves.map((_, i) => ({ type: 'value', gridIndex: i, scale: true })),
    series: curves.map(({ points }, i) => ({
      type: 'line',
      xAxisIndex: i,
      yAxisIndex: i,
      showSymbol: points.length < 20,
      data: points.map(([step, value]) => [step, value]),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
