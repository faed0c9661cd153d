/**
 * The states and what leads from one to another as a drawing, and the same as a list for those who do not see it. Every arrow
 * comes out of the transition table; only where a state stands is chosen here.
 */
import { h, type ComponentChildren } from "preact";
import type { Status } from "../../src/entitlement/state";
import { edges, type Edge } from "../stateEdges";

interface Place {
  x: number;
  y: number;
}

/** Middles of the boxes. What has ended is below the frame of what has not. */
const PLACES: Record<Status, Place> = {
  PENDING: { x: 130, y: 60 },
  ACTIVE: { x: 400, y: 60 },
  "ACTIVE-ENDING": { x: 690, y: 60 },
  FAILED: { x: 130, y: 200 },
  SUSPENDED: { x: 400, y: 200 },
  CANCELLED: { x: 265, y: 340 },
  REVOKED: { x: 535, y: 340 },
};
const BOX = { width: 150, height: 44 };
const FRAME = { x: 20, y: 15, width: 760, height: 235 };
/** How far an arrow stands beside the one in the other direction. */
const ASIDE = 9;

/** The drawing with its list; it needs no script, and its colours are the page's. */
export function stateDrawing(): ComponentChildren {
  const moves = edges().filter(({ from, to }) => from !== null && from !== to);
  const living = new Set(moves.map(({ from }) => from));
  /** Where every state leads that has not ended: one arrow out of the frame says it for all. */
  const common = Object.keys(PLACES).filter(
    (status) => moves.filter(({ to }) => to === status).length === living.size,
  );
  return h(
    "figure",
    { class: "states" },
    h(
      "svg",
      {
        viewBox: "0 0 800 400",
        role: "img",
        "aria-label": "The states and what leads from one to another; the list below says the same.",
      },
      h(
        "defs",
        {},
        h(
          "marker",
          {
            id: "tip",
            viewBox: "0 0 8 8",
            refX: 7,
            refY: 4,
            markerWidth: 7,
            markerHeight: 7,
            orient: "auto",
          },
          h("path", { d: "M0 0 8 4 0 8z" }),
        ),
      ),
      h("rect", { ...FRAME, rx: 14, class: "frame" }),
      ...moves.filter(({ to }) => !common.includes(to)).map(arrow),
      ...common.map((status) => commonArrow(status as Status, moves)),
      ...Object.entries(PLACES).map(([status, { x, y }]) => box(status, x, y)),
    ),
    h(
      "details",
      {},
      h("summary", {}, "The same as a list"),
      h(
        "ul",
        {},
        ...edges().map(({ from, to, commands }) =>
          h("li", {}, `${from ?? "nothing"} → ${to}: ${commands.join(", ")}`),
        ),
      ),
    ),
  );
}

const box = (status: string, x: number, y: number): ComponentChildren =>
  h(
    "g",
    {},
    h("rect", { x: x - BOX.width / 2, y: y - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 10 }),
    h("text", { x, y: y + 5, "text-anchor": "middle" }, status),
  );

function arrow({ from, to, commands }: Edge): ComponentChildren {
  const [start, end] = [PLACES[from ?? to], PLACES[to]];
  const length = Math.hypot(end.x - start.x, end.y - start.y);
  const [right, down] = [(end.x - start.x) / length, (end.y - start.y) / length];
  const beside = { x: -down * ASIDE, y: right * ASIDE };
  const edge = (at: Place, way: number): string => {
    const out = Math.min(BOX.width / 2 / Math.abs(right || 1e-9), BOX.height / 2 / Math.abs(down || 1e-9));
    return `${Math.round(at.x + way * right * out + beside.x)} ${Math.round(at.y + way * down * out + beside.y)}`;
  };
  return h(
    "path",
    { d: `M${edge(start, 1)}L${edge(end, -1)}`, class: "way", "marker-end": "url(#tip)" },
    h("title", {}, `${from} to ${to}: ${commands.join(", ")}`),
  );
}

function commonArrow(to: Status, moves: Edge[]): ComponentChildren {
  const { x, y } = PLACES[to];
  const commands = new Set(moves.filter((move) => move.to === to).flatMap((move) => move.commands));
  return h(
    "path",
    { d: `M${x} ${FRAME.y + FRAME.height}V${y - BOX.height / 2}`, class: "way", "marker-end": "url(#tip)" },
    h("title", {}, `Any that has not ended to ${to}: ${[...commands].join(", ")}`),
  );
}
