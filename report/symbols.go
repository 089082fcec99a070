package report

import (
	"math"
)

// drawSymbol draws an asset by its kind around its point.
func (f *floor) drawSymbol(s *svg, p *spot, l load, neck bool) {
	x, y, r := p.in()[0], p.in()[1], f.symbol
	if neck {
		s.rect("neck", x-r-6, y-r-6, 2*r+12, 2*r+12, 9)
	}
	switch kind := p.place.Kind; {
	case kind == "source":
		s.circle("symbol", x, y, r)
		s.path("mark", [][2]float64{{x - 0.45*r, y}, {x + 0.4*r, y}, {x + 0.05*r, y - 0.35*r}, {x + 0.4*r, y}, {x + 0.05*r, y + 0.35*r}}, false)
	case kind == "sink":
		s.circle("symbol", x, y, r)
		s.circle("mark", x, y, 0.5*r)
	case kind == "buffer" || kind == "conveyor":
		s.rect("symbol", x-r, y-0.8*r, 2*r, 1.6*r, 2)
		for k := -1.0; k <= 1; k++ {
			s.line("mark", x+k*0.5*r, y-0.5*r, x+k*0.5*r, y+0.5*r)
		}
	case kind == "fleet":
		s.rect("symbol", x-r, y-0.55*r, 1.35*r, 0.85*r, 2)
		s.path("symbol", [][2]float64{{x + 0.35*r, y + 0.3*r}, {x + 0.35*r, y - 0.2*r}, {x + 0.75*r, y - 0.2*r}, {x + r, y + 0.05*r}, {x + r, y + 0.3*r}}, true)
		for _, k := range []float64{-0.6, 0.6} {
			s.circle("symbol", x+k*r, y+0.45*r, 0.22*r)
		}
	case kind == "crew" || kind == "pool":
		s.circle("symbol", x, y-0.45*r, 0.42*r)
		s.path("symbol", [][2]float64{{x - 0.8*r, y + 0.9*r}, {x - 0.65*r, y + 0.25*r}, {x - 0.3*r, y + 0.05*r}, {x + 0.3*r, y + 0.05*r},
			{x + 0.65*r, y + 0.25*r}, {x + 0.8*r, y + 0.9*r}}, true)
	case p.place.Physics && !l.ok:
		s.circle("symbol", x, y, r)
		f.wave(s, x, y, r)
	default:
		s.rect("symbol", x-r, y-r, 2*r, 2*r, 5)
		if l.ok {
			level := 2 * (r - 3) * math.Min(math.Max(l.busy, 0), 1)
			s.rect("level", x-r+3, y+r-3-level, 2*(r-3), level, 2)
		}
	}
}

// wave marks equations.
func (f *floor) wave(s *svg, x, y, r float64) {
	var pts [][2]float64
	for k := range 17 {
		a := float64(k) / 16
		pts = append(pts, [2]float64{x - 0.6*r + 1.2*r*a, y - 0.35*r*math.Sin(2*math.Pi*a)})
	}
	s.path("mark", pts, false)
}

// box is a rectangle that is taken: left, top, right, bottom.
type box [4]float64

func (b box) overlap(c box) float64 {
	w := math.Min(b[2], c[2]) - math.Max(b[0], c[0])
	h := math.Min(b[3], c[3]) - math.Max(b[1], c[1])
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h
}

// boxes are those of all symbols.
func (f *floor) boxes() []box {
	var out []box
	for i := range f.spots {
		if p := &f.spots[i]; len(p.pts) == 1 {
			x, y, r := p.in()[0], p.in()[1], f.symbol
			out = append(out, box{x - r, y - r, x + r, y + r})
		}
	}
	return out
}

// ways are small boxes along the routes, so that labels keep clear of arrows where they can.
func (f *floor) ways() []box {
	var out []box
	for i := range f.spots {
		for _, name := range f.spots[i].place.To {
			j, ok := f.index[name]
			if !ok {
				continue
			}
			a, b := f.spots[i].out(), f.spots[j].in()
			parts := math.Ceil(math.Hypot(b[0]-a[0], b[1]-a[1]) / 12)
			for k := 1.0; k < parts; k++ {
				x, y := a[0]+(b[0]-a[0])*k/parts, a[1]+(b[1]-a[1])*k/parts
				out = append(out, box{x - 4, y - 4, x + 4, y + 4})
			}
		}
	}
	return out
}

// crowd is how many assets on a floor are too many to name each: then a name is left out where it would cover something.
const crowd = 60

// label writes the asset's name, and below it how busy it is, where it covers least: below, above, right or left.
func (f *floor) label(s *svg, p *spot, l load, neck bool, taken []box) []box {
	lines := []string{p.place.Asset}
	if l.ok {
		lines = append(lines, percent(l.busy)+" busy")
	}
	if neck {
		lines = append(lines, "bottleneck")
	}
	best, covered := f.labelAt(p, lines, neck, taken)
	for len(f.spots) > crowd && !neck && (covered > 0 || best.b.overlap(f.scaleBox()) > 0) {
		if lines = lines[:len(lines)-1]; len(lines) == 0 {
			return taken
		}
		best, covered = f.labelAt(p, lines, neck, taken)
	}
	for k, t := range lines {
		class := "asset"
		if k > 0 {
			class = "tick"
		}
		if neck && k == len(lines)-1 {
			class = "necktext"
		}
		s.text(class, best.anchor, best.x, best.b[1]+13+16*float64(k), t)
	}
	return append(taken, best.b)
}

// scaleBox is where the bar of a round length stands, with its words.
func (f *floor) scaleBox() box { return box{f.x, f.y - 22, f.x + 200, f.y - 2} }

// labelBox is a place for the lines of a label.
type labelBox struct {
	b      box
	anchor string
	x      float64
}

// labelAt finds the place where lines cover least, and how much they cover there.
func (f *floor) labelAt(p *spot, lines []string, neck bool, taken []box) (best labelBox, covered float64) {
	x, y, r := p.in()[0], p.in()[1], f.symbol+4
	if k := len(p.pts); k > 1 {
		x, y, r = (p.pts[0][0]+p.pts[k-1][0])/2, (p.pts[0][1]+p.pts[k-1][1])/2, 10
	}
	if neck {
		r += 5
	}
	w, h := 0.0, 16*float64(len(lines))
	each := 7.6
	if len(f.spots) > crowd { // none may touch another
		each = 10
	}
	for _, t := range lines {
		w = math.Max(w, each*float64(len([]rune(t))))
	}
	choices := []labelBox{{box{x - w/2, y + r, x + w/2, y + r + h}, "middle", x}, {box{x - w/2, y - r - h, x + w/2, y - r}, "middle", x},
		{box{x + r, y - h/2, x + r + w, y + h/2}, "start", x + r + 2}, {box{x - r - w, y - h/2, x - r, y + h/2}, "end", x - r - 2}}
	cost := math.Inf(1)
	for k, c := range choices {
		over := 0.0
		for _, t := range taken {
			over += c.b.overlap(t)
		}
		sum := over + float64(k)*12 // below is where a reader looks first
		if c.b[0] < 0 || c.b[2] > floorWidth || c.b[1] < 0 {
			sum += 1e4
		}
		if sum < cost {
			best, covered, cost = c, over, sum
		}
	}
	return best, covered
}
