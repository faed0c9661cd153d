// The two sizes in which every chart is drawn: a wide one, and one for a phone, because text in a picture that only
// shrinks cannot be read there. The style shows one of them. Units are CSS pixels at full size.

export interface Frame {
  /** Part of every id within the picture, so that no two have the same. */
  name: string;
  width: number;
  height: number;
  margin: { top: number; right: number; bottom: number; left: number };
  /** Labels on the axis of time that have room beside each other. */
  dates: number;
}

const small = (chart: string): Frame => ({
  name: `${chart}-small`,
  width: 340,
  height: 220,
  margin: { top: 12, right: 4, bottom: 28, left: 40 },
  dates: 4,
});

/** Pictures whose values have an axis of their own, as wide as the page. */
export const frames = (chart: string): { wide: Frame; small: Frame } => ({
  wide: {
    name: `${chart}-wide`,
    width: 1_040,
    height: 300,
    margin: { top: 12, right: 8, bottom: 28, left: 48 },
    dates: 12,
  },
  small: small(chart),
});

/** The same in half a page. */
export const halfFrames = (chart: string): { wide: Frame; small: Frame } => ({
  wide: {
    name: `${chart}-wide`,
    width: 480,
    height: 250,
    margin: { top: 12, right: 4, bottom: 28, left: 44 },
    dates: 5,
  },
  small: small(chart),
});

/** Pictures of horizontal bars, each with its text above it: as high as there are bars. */
export function barFrames(chart: string, bars: number): { wide: Frame; small: Frame } {
  const height = bars * BAR_HEIGHT;
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  return {
    wide: { name: `${chart}-wide`, width: 480, height, margin, dates: 0 },
    small: { name: `${chart}-small`, width: 340, height, margin, dates: 0 },
  };
}

/** Of one horizontal bar with its text. */
export const BAR_HEIGHT = 52;
