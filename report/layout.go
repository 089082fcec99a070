package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/plant"
)

// load is how busy an asset is in one variant.
type load struct {
	busy float64 // share of time
	rest float64 // share of time starved, blocked, waiting or off shift: the less, the more the asset limits the line
	ok   bool    // it has a share of time busy
	line bool    // it stands in the line: it can starve
}

// loads reads the state table of a variant.
func loads(states []experiment.StateShare, variant string) map[string]load {
	out := map[string]load{}
	for _, s := range states {
		if s.Variant != variant || math.IsNaN(s.Share) {
			continue
		}
		l := out[s.Asset]
		switch {
		case working(s.State):
			l.busy, l.ok = l.busy+s.Share, true
		case s.State == "starved" || s.State == "blocked" || s.State == "waiting" || s.State == "off_shift":
			l.rest += s.Share
		}
		l.line = l.line || s.State == "starved"
		out[s.Asset] = l
	}
	return out
}

// leastIdle is the machine with the smallest share of time in which it waits for others: the one that neighbours wait for, and
// that waits for nobody (Kuo, Lim and Meerkov, Mathematical Problems in Engineering 2 (1996)). "" if no asset can
// starve.
func leastIdle(states []experiment.StateShare, variant string) string {
	l := loads(states, variant)
	best, rest := "", math.Inf(1)
	for _, s := range states { // in the order of the table, so that equals are settled
		if s.Variant == variant && l[s.Asset].ok && l[s.Asset].line && l[s.Asset].rest < rest {
			best, rest = s.Asset, l[s.Asset].rest
		}
	}
	return best
}

// drawLayout draws the floor to scale with flows, busy shares and the bottleneck.
func drawLayout(l Layout, r *experiment.Result, variant string) template.HTML {
	f := arrange(l)
	load, neck := loads(r.States, variant), neck(r, variant)
	var s svg
	s.open("floor", floorWidth, f.height, "Layout of "+variant, layoutWords(l, load, neck))
	f.ground(&s)
	for _, a := range f.aisles {
		f.aisle(&s, a)
	}
	for i := range f.spots {
		f.readings(&s, &f.spots[i])
	}
	for i := range f.spots {
		if len(f.spots[i].pts) > 1 {
			f.belt(&s, &f.spots[i])
		}
	}
	for i := range f.spots {
		f.routes(&s, &f.spots[i])
	}
	taken := append(f.boxes(), f.ways()...)
	for i := range f.spots {
		p := &f.spots[i]
		if len(p.pts) == 1 {
			f.drawSymbol(&s, p, load[p.place.Asset], p.place.Asset == neck)
		}
	}
	for i := range f.spots {
		p := &f.spots[i]
		taken = f.label(&s, p, load[p.place.Asset], p.place.Asset == neck, taken)
	}
	return s.close()
}

// layoutWords says the drawing for those who do not see it.
func layoutWords(l Layout, load map[string]load, neck string) string {
	var b strings.Builder
	for _, p := range l.Places {
		fmt.Fprintf(&b, "%s (%s)", p.Asset, p.Kind)
		if v, ok := load[p.Asset]; ok && v.ok {
			fmt.Fprintf(&b, ", busy %s", percent(v.busy))
		}
		if len(p.To) > 0 {
			fmt.Fprintf(&b, ", sends to %s", strings.Join(p.To, ", "))
		}
		b.WriteString(". ")
	}
	if neck != "" {
		fmt.Fprintf(&b, "The bottleneck is %s.", neck)
	}
	return strings.TrimSpace(b.String())
}

// percent writes a share.
func percent(v float64) string {
	if v > 0 && v < 0.001 {
		return "<0.1 %"
	}
	if v < 0.0995 || (v > 0.9905 && v < 1) {
		return experiment.Digits(math.Round(v*1000)/10, 4) + " %"
	}
	return experiment.Digits(math.Round(v*100), 4) + " %"
}

// ground draws the floor, a grid and a bar of a round length.
func (f *floor) ground(s *svg) {
	s.rect("ground", f.x, f.y, f.w, f.h, 4)
	if !f.measured {
		return
	}
	step := 1.0
	for i := 0; step*f.scale < 56; i++ {
		step *= [...]float64{2, 2.5, 2}[i%3]
	}
	for k := math.Ceil(f.floorX/step + 1e-9); f.x+(k*step-f.floorX)*f.scale < f.x+f.w-1; k++ {
		x := f.x + (k*step-f.floorX)*f.scale
		s.line("grid", x, f.y, x, f.y+f.h)
	}
	for k := math.Ceil(f.lowY/step + 1e-9); f.y+f.h-(k*step-f.lowY)*f.scale > f.y+1; k++ {
		y := f.y + f.h - (k*step-f.lowY)*f.scale
		s.line("grid", f.x, y, f.x+f.w, y)
	}
	y := f.y - 12
	s.path("rule", [][2]float64{{f.x, y - 4}, {f.x, y + 4}, {f.x, y}, {f.x + step*f.scale, y}, {f.x + step*f.scale, y - 4}, {f.x + step*f.scale, y + 4}}, false)
	s.text("tick", "start", f.x+step*f.scale+8, y+4, experiment.Digits(step, 4)+" m")
}

// readings draws what an equation component reads from the line.
func (f *floor) readings(s *svg, p *spot) {
	for _, name := range p.place.Reads {
		if i, ok := f.index[name]; ok {
			a, b := f.spots[i].in(), p.in()
			s.line("reads", a[0], a[1], b[0], b[1])
		}
	}
}

// aisle draws an edge of a network of vehicles; a mark in its middle shows the direction of one that is one-way.
func (f *floor) aisle(s *svg, a plant.Aisle) {
	s.line("aisle", a.From[0], a.From[1], a.To[0], a.To[1])
	dx, dy := a.To[0]-a.From[0], a.To[1]-a.From[1]
	length := math.Hypot(dx, dy)
	if !a.OneWay || length < 12 {
		return
	}
	ux, uy := dx/length, dy/length
	x, y := (a.From[0]+a.To[0])/2, (a.From[1]+a.To[1])/2
	s.path("chevron", [][2]float64{{x - 4*ux - 5*uy, y - 4*uy + 5*ux}, {x + 3*ux, y + 3*uy}, {x - 4*ux + 5*uy, y - 4*uy - 5*ux}}, false)
}

// belt draws a conveyor with marks in its direction.
func (f *floor) belt(s *svg, p *spot) {
	s.path("belt", p.pts, false)
	for i := 1; i < len(p.pts); i++ {
		a, b := p.pts[i-1], p.pts[i]
		length := math.Hypot(b[0]-a[0], b[1]-a[1])
		if length == 0 {
			continue
		}
		ux, uy := (b[0]-a[0])/length, (b[1]-a[1])/length
		for at := 12.0; at < length-4; at += 22 {
			x, y := a[0]+ux*at, a[1]+uy*at
			s.path("chevron", [][2]float64{{x - 3*ux - 4*uy, y - 3*uy + 4*ux}, {x + 2*ux, y + 2*uy}, {x - 3*ux + 4*uy, y - 3*uy - 4*ux}}, false)
		}
	}
}

// routes draws an arrow to each asset that parts go on to; one of two opposite arrows bends away from the other.
func (f *floor) routes(s *svg, p *spot) {
	for _, name := range p.place.To {
		i, ok := f.index[name]
		if !ok || name == p.place.Asset {
			continue
		}
		to := &f.spots[i]
		bend := 0.0
		if slices.Contains(to.place.To, p.place.Asset) {
			bend = 26
		}
		f.arrow(s, p.out(), to.in(), f.edge(p), f.edge(to), bend)
	}
}

// edge is how far from its point a symbol reaches.
func (f *floor) edge(p *spot) float64 {
	if len(p.pts) > 1 {
		return 2
	}
	return f.symbol + 3
}

func (f *floor) arrow(s *svg, a, b [2]float64, from, to, bend float64) {
	dx, dy := b[0]-a[0], b[1]-a[1]
	d := math.Hypot(dx, dy)
	if d <= from+to+2 {
		return
	}
	ux, uy := dx/d, dy/d
	x1, y1, x2, y2 := a[0]+ux*from, a[1]+uy*from, b[0]-ux*to, b[1]-uy*to
	mx, my := (x1+x2)/2-uy*bend, (y1+y2)/2+ux*bend
	fmt.Fprintf(s, `<path class="route" marker-end="url(#tip)" d="M%s %sQ%s %s %s %s"/>`, n(x1), n(y1), n(mx), n(my), n(x2), n(y2))
}
