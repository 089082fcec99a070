package report

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/plant"
)

// Sizes of the drawing in its own units.
const (
	floorWidth  = 960.0
	floorMargin = 34.0
	trayHeight  = 96.0
)

// spot is an asset on the drawing.
type spot struct {
	place *Place
	pts   [][2]float64 // in units of the drawing; one point, or a polyline
	tray  bool         // stands below the floor: it has no place on it
}

// in and out are where routes end and begin.
func (s *spot) in() [2]float64  { return s.pts[0] }
func (s *spot) out() [2]float64 { return s.pts[len(s.pts)-1] }

// floor is a layout fitted to the drawing.
type floor struct {
	spots        []spot
	aisles       []plant.Aisle // in units of the drawing
	index        map[string]int
	scale        float64 // units of the drawing per metre
	x, y, w, h   float64 // of the floor on the drawing
	height       float64 // of the drawing
	measured     bool    // positions are those of the file, so the scale means something
	symbol       float64 // half of the side of a symbol
	floorX, lowY float64 // [m] at the lower left corner
	middle       float64 // what the drawing leaves free below them
}

// arrange fits a layout to the drawing. Assets without a position stand in a tray below the floor; where no asset that parts
// pass has one, they are set out by their distance from the first.
func arrange(l Layout) *floor {
	f := &floor{index: map[string]int{}, measured: true, aisles: slices.Clone(l.Aisles)}
	for i := range l.Places {
		p := &l.Places[i]
		if p.Kind == "network" {
			continue // its aisles are drawn
		}
		f.index[p.Asset] = len(f.spots)
		f.spots = append(f.spots, spot{place: p, pts: slices.Clone(p.At), tray: len(p.At) == 0})
	}
	size := l.Floor
	if !slices.ContainsFunc(l.Places, func(p Place) bool { return len(p.At) > 0 }) {
		f.layers()
		size, f.aisles = [2]float64{}, nil
	}
	lo, hi := f.extent(size)
	f.fit(lo, hi)
	f.fillTray()
	f.symbol = f.room()
	return f
}

// flows says whether parts pass the asset: only such assets have a natural place in a row.
func (f *floor) flows(i int) bool {
	if len(f.spots[i].place.To) > 0 {
		return true
	}
	name := f.spots[i].place.Asset
	return slices.ContainsFunc(f.spots, func(s spot) bool { return slices.Contains(s.place.To, name) })
}

// layers sets out assets without positions: each one column right of the first that sends to it, 10 m apart. Routes back do
// not move anything, so the walk ends.
func (f *floor) layers() {
	f.measured = false
	level := make([]int, len(f.spots))
	seen := make([]bool, len(f.spots))
	var queue []int
	entered := map[string]bool{}
	for _, s := range f.spots {
		for _, to := range s.place.To {
			entered[to] = true
		}
	}
	visit := func(i, at int) {
		if !seen[i] {
			seen[i], level[i] = true, at
			queue = append(queue, i)
		}
	}
	for i := range f.spots {
		if f.flows(i) && !entered[f.spots[i].place.Asset] {
			visit(i, 0)
		}
	}
	for i := 0; i <= len(f.spots); i++ { // a closed loop has no first asset: begin with that of the file
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			for _, to := range f.spots[at].place.To {
				if j, ok := f.index[to]; ok {
					visit(j, level[at]+1)
				}
			}
		}
		if i < len(f.spots) && f.flows(i) {
			visit(i, 0)
		}
	}
	count := map[int]int{}
	for i := range f.spots {
		if seen[i] {
			s := &f.spots[i]
			s.pts, s.tray = [][2]float64{{float64(level[i]) * 10, 0}}, false
			s.pts[0][1] = -float64(count[level[i]]) * 8
			count[level[i]]++
		}
	}
}

// extent is the rectangle to show [m].
func (f *floor) extent(size [2]float64) (lo, hi [2]float64) {
	lo, hi = [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	if size[0] > 0 && size[1] > 0 {
		lo, hi = [2]float64{}, size
	}
	pad := 3.0
	for _, s := range f.spots {
		for _, p := range s.pts {
			for k := range 2 {
				lo[k] = math.Min(lo[k], p[k]-pad*boolTo(size[k] == 0))
				hi[k] = math.Max(hi[k], p[k]+pad*boolTo(size[k] == 0))
			}
		}
	}
	for _, a := range f.aisles {
		for _, p := range [][2]float64{a.From, a.To} {
			for k := range 2 {
				lo[k], hi[k] = math.Min(lo[k], p[k]), math.Max(hi[k], p[k])
			}
		}
	}
	if math.IsInf(lo[0], 0) {
		return [2]float64{}, [2]float64{10, 2}
	}
	return lo, hi
}

func boolTo(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// fit chooses the scale and moves all points to the drawing; y points up on the floor and down on the drawing.
func (f *floor) fit(lo, hi [2]float64) {
	w, h := hi[0]-lo[0], hi[1]-lo[1]
	f.scale = math.Min((floorWidth-2*floorMargin)/w, 560/h)
	f.w, f.h = w*f.scale, math.Max(h*f.scale, 110)
	f.x, f.y = (floorWidth-f.w)/2, floorMargin
	f.floorX, f.lowY = lo[0], lo[1]
	f.middle = (f.h - h*f.scale) / 2
	for i := range f.spots {
		for k, p := range f.spots[i].pts {
			f.spots[i].pts[k] = f.at(p)
		}
	}
	for i := range f.aisles {
		a := &f.aisles[i]
		a.From, a.To = f.at(a.From), f.at(a.To)
	}
	f.height = f.y + f.h + floorMargin
}

// at is where a point of the floor [m] is on the drawing.
func (f *floor) at(p [2]float64) [2]float64 {
	return [2]float64{f.x + (p[0]-f.floorX)*f.scale, f.y + f.h - f.middle - (p[1]-f.lowY)*f.scale}
}

// fillTray sets out what has no place on the floor, in rows of eight.
func (f *floor) fillTray() {
	k := 0
	for i := range f.spots {
		if f.spots[i].tray {
			x := floorMargin + 62 + float64(k%8)*112
			y := f.y + f.h + 62 + float64(k/8)*trayHeight
			f.spots[i].pts = [][2]float64{{x, y}}
			f.height = y + trayHeight - 36
			k++
		}
	}
}

// room is half of the side that symbols may have without touching.
func (f *floor) room() float64 {
	near := 64.0
	for i := range f.spots {
		for j := range i {
			a, b := &f.spots[i], &f.spots[j]
			if len(a.pts) == 1 && len(b.pts) == 1 {
				near = math.Min(near, math.Hypot(a.pts[0][0]-b.pts[0][0], a.pts[0][1]-b.pts[0][1]))
			}
		}
	}
	return math.Max(7, math.Min(near*0.36, 20))
}
