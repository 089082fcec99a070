package experiment

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/plant"
)

// box is the footprint of an asset on the floor; without a size it is a point.
type box struct{ lo, hi [2]float64 } // [m]

func boxAt(at, size [2]float64) box {
	w, h := float64(size[0]/2), float64(size[1]/2)
	return box{[2]float64{at[0] - w, at[1] - h}, [2]float64{at[0] + w, at[1] + h}}
}

// apart is the distance of two footprints [m], 0 where they touch or overlap.
func (a box) apart(b box) float64 {
	dx := max(a.lo[0]-b.hi[0], b.lo[0]-a.hi[0], 0)
	dy := max(a.lo[1]-b.hi[1], b.lo[1]-a.hi[1], 0)
	return elem.Hypot(dx, dy)
}

// overlaps reports whether two footprints share more than an edge; two points, whether they are one.
func (a box) overlaps(b box) bool {
	for k := range 2 {
		if a.hi[k] < b.lo[k] || b.hi[k] < a.lo[k] ||
			(a.hi[k] == b.lo[k] || b.hi[k] == a.lo[k]) && (a.lo[k] < a.hi[k] || b.lo[k] < b.hi[k]) {
			return false
		}
	}
	return true
}

// conflict reports whether two assets would stand nearer than the clearance [m].
func (a box) conflict(b box, clearance float64) bool {
	return a.overlaps(b) || a.apart(b) < clearance-1e-9
}

// alongside is the distance from a footprint to a stretch of a conveyor [m].
func (a box) alongside(p, q [2]float64) float64 {
	if a.crosses(p, q) {
		return 0
	}
	d := math.Min(a.apart(box{p, p}), a.apart(box{q, q}))
	for _, c := range [4][2]float64{a.lo, a.hi, {a.lo[0], a.hi[1]}, {a.hi[0], a.lo[1]}} {
		d = math.Min(d, toSegment(c, p, q))
	}
	return d
}

// crosses clips a segment at the four sides (Liang and Barsky, ACM Transactions on Graphics 3 (1984) 1-22).
func (a box) crosses(p, q [2]float64) bool {
	from, to := 0.0, 1.0
	for k := range 2 {
		d := q[k] - p[k]
		if d == 0 {
			if p[k] < a.lo[k] || p[k] > a.hi[k] {
				return false
			}
			continue
		}
		t0, t1 := (a.lo[k]-p[k])/d, (a.hi[k]-p[k])/d
		from, to = max(from, min(t0, t1)), min(to, max(t0, t1))
	}
	return from <= to
}

// toSegment is the distance of a point from a segment.
func toSegment(c, p, q [2]float64) float64 {
	dx, dy := q[0]-p[0], q[1]-p[1]
	length := float64(dx*dx) + float64(dy*dy)
	t := 0.0
	if length > 0 {
		t = min(max((float64((c[0]-p[0])*dx)+float64((c[1]-p[1])*dy))/length, 0), 1)
	}
	return elem.Hypot(c[0]-p[0]-float64(t*dx), c[1]-p[1]-float64(t*dy))
}

// ground is where an asset may stand: a rectangle less what is blocked or taken.
type ground struct {
	inside    box
	blocked   []box
	fixed     []plant.Place // that stay where they are
	clearance float64       // [m]
}

// groundOf gives the ground inside a zone ("floor": all of it); moved are the assets that do not stay. ok is false if there is
// no such zone.
func groundOf(l plant.Layout, zone string, moved []string) (g ground, ok bool) {
	g.clearance = l.Clearance
	if zone == "floor" {
		g.inside, ok = box{hi: l.Floor}, l.Floor[0] > 0 && l.Floor[1] > 0
	}
	for _, z := range l.Zones {
		if z.Name == zone {
			g.inside, ok = box{z.Lo, z.Hi}, true
		}
		if slices.Contains(l.Blocked, z.Name) {
			g.blocked = append(g.blocked, box{z.Lo, z.Hi})
		}
	}
	for _, p := range l.Places {
		switch p.Kind {
		case "network", "fleet", "crew", "pool": // they move about, or take no room
			continue
		}
		if len(p.At) > 0 && !slices.Contains(moved, p.Asset) {
			g.fixed = append(g.fixed, p)
		}
	}
	return g, ok
}

// cells lists the positions at whole steps from the lower left corner at which a footprint of that size fits and keeps the
// clearance, column by column.
func (g *ground) cells(step float64, size [2]float64) [][2]float64 {
	var out [][2]float64
	w, h := float64(size[0]/2), float64(size[1]/2)
	x0, y0 := g.inside.lo[0]+w, g.inside.lo[1]+h
	for i := 0; x0+float64(float64(i)*step) <= g.inside.hi[0]-w+1e-9; i++ {
		for j := 0; y0+float64(float64(j)*step) <= g.inside.hi[1]-h+1e-9; j++ {
			at := [2]float64{x0 + float64(float64(i)*step), y0 + float64(float64(j)*step)}
			if g.free(boxAt(at, size)) {
				out = append(out, at)
			}
			if len(out) > mostCells {
				return out
			}
		}
	}
	return out
}

// mostCells bounds the positions of one asset.
const mostCells = 100_000

func (g *ground) free(b box) bool {
	for _, x := range g.blocked {
		if b.overlaps(x) {
			return false
		}
	}
	for _, p := range g.fixed {
		if len(p.At) == 1 && b.conflict(boxAt(p.At[0], p.Size), g.clearance) {
			return false
		}
		for k := 1; k < len(p.At); k++ {
			if d := b.alongside(p.At[k-1], p.At[k]); d == 0 || d < g.clearance-1e-9 {
				return false
			}
		}
	}
	return true
}
