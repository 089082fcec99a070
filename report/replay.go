package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"time"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/plant"
)

// replayPlaces is how many assets a floor may have for a replay: their symbols are a few pixels wide then, and touch.
const replayPlaces = 2000

//go:embed replay.js
var replayScript string

// replay is the figure in which time goes on.
type replay struct {
	Scenes   []scene
	Several  bool
	Missing  []string // why there are none, or fewer
	Legend   []legendItem
	Products []legendItem
	Note     string
	Data     template.JS
	Script   template.JS
}

// scene is the replay of one variant.
type scene struct {
	Title, Words string
	Drawing      template.HTML
}

// replays makes the figure of the variants whose window and layout are known.
func replays(r *experiment.Result, sheet *Sheet) (out replay) {
	if sheet == nil {
		return out
	}
	m := &r.Manifest
	film := newFilm(m.Start)
	for rest := r.Replay; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(x experiment.Moment) bool { return x.Variant != rest[0].Variant })
		if n < 0 {
			n = len(rest)
		}
		rows := rest[:n]
		rest = rest[n:]
		layout := &sheet.Layout
		if sheet.Chosen != nil && rows[0].Variant == m.Decision.Winner && rows[0].Variant != m.Variants[0] {
			layout = sheet.Chosen
		}
		if why := tooMuch(rows, layout); why != "" {
			out.Missing = append(out.Missing, why)
		} else if s, ok := film.scene(rows, *layout); ok {
			out.Scenes = append(out.Scenes, s)
		}
	}
	if len(out.Scenes) == 0 {
		return out
	}
	out.Several = len(out.Scenes) > 1
	out.Legend = film.legend
	if len(film.Products) > 1 {
		for i, p := range film.Products {
			out.Products = append(out.Products, legendItem{fmt.Sprintf("p%d", i%partColours), experiment.Plain(p)})
		}
	}
	out.Note = "Dots are parts; numbers count those for which there is no room. Parts inside a symbol are worked on or stored there, those above it wait; point at a thing for its state. " +
		"The window is the first replication from the end of the warm-up on, as far as some 4,000 changes reach."
	if slices.ContainsFunc(r.Replay, func(m experiment.Moment) bool { return m.What == plant.ReplayPerson }) {
		out.Note += " Figures with a head are people who walk."
	}
	data, err := json.Marshal(film) // escapes <, > and &
	if err != nil {
		return replay{}
	}
	out.Data, out.Script = template.JS(data), template.JS("//<![CDATA[\n"+replayScript+"//]]>")
	return out
}

// tooMuch says why a variant has no replay.
func tooMuch(rows []experiment.Moment, l *Layout) string {
	title := rows[0].Variant
	if n := len(l.Places); n > replayPlaces {
		return fmt.Sprintf("There is no replay of “%s”: %d assets are more than can be told apart in a picture (%d). What happened is in the table replay.csv.", title, n, replayPlaces)
	}
	if rows[0].What == plant.ReplayLeftOut {
		return fmt.Sprintf("There is no replay of “%s”: %g parts and states at its beginning are more than %d.", title, rows[0].Count, plant.ReplayChanges)
	}
	return ""
}

// partColours is how many colours parts have; products take turns.
const partColours = 6

// film is what the script gets.
type film struct {
	Start    *int64      `json:"start"` // civil time of the start of the run [ms since 1970]; null if none is given
	States   [][2]string `json:"states"`
	Products []string    `json:"products"`
	Colours  int         `json:"colours"` // that parts have
	Scenes   []*frames   `json:"scenes"`

	state, product map[string]int
	legend         []legendItem
}

// frames are the changes of a scene, as numbers: those of each begin with the time since the one before [Tick], and a code.
type frames struct {
	From  float64 `json:"from"` // [s]
	To    float64 `json:"to"`
	First float64 `json:"first"` // time from which the changes count
	Tick  float64 `json:"tick"`  // [s]
	Part  int     `json:"part0"` // number that stands for 0
	R     float64 `json:"r"`     // half of the side of a symbol
	Units []unit  `json:"units"`
	Rows  []int   `json:"rows"`
}

// unit is an asset on the drawing.
type unit struct {
	Name  string      `json:"name"`
	Kind  string      `json:"kind"`
	At    [][2]int    `json:"at"` // in tenths of a unit of the drawing
	Belt  *unitBelt   `json:"belt,omitempty"`
	Box   *[4]float64 `json:"box,omitempty"` // left, top, width, height: where its states are shown
	Count int         `json:"n,omitempty"`   // servers or members
}

type unitBelt struct {
	Speed  float64   `json:"v"`    // [m/s]
	Ends   []float64 `json:"ends"` // [m]
	Closes bool      `json:"closes"`
	Takes  float64   `json:"takes"` // [m], of the first part
}

// The codes of changes, with what follows.
const (
	codePart    = iota // part, unit or -1, place
	codeProduct        // part, product
	codeTakes          // part, [mm] on the belt that it comes to
	codeState          // unit, state, count
	codeWaiting        // unit, count
	codeBelt           // unit, 1 if it stands
	codeVehicle        // unit, number, state, x, y [tenths of a unit of the drawing]; a member of a crew, too
)

func newFilm(start string) *film {
	f := &film{state: map[string]int{}, product: map[string]int{}, States: [][2]string{}, Products: []string{}, Colours: partColours}
	if t, err := time.Parse(time.DateTime, start); err == nil {
		ms := t.UnixMilli()
		f.Start = &ms
	}
	return f
}

// scene draws the floor of a variant and adds its changes; false where there is nothing to see.
func (f *film) scene(rows []experiment.Moment, l Layout) (scene, bool) {
	fl := arrange(l)
	x := &frames{First: rows[0].T, R: fl.symbol, From: math.NaN(), Part: math.MaxInt}
	for i := range rows {
		switch m := &rows[i]; m.What {
		case plant.ReplayBegins:
			x.From = m.T
		case plant.ReplayEnds:
			x.To = m.T
		case plant.ReplayPart:
			x.Part = min(x.Part, m.Part)
		}
	}
	if !(x.To > x.From) {
		return scene{}, false
	}
	x.Tick = math.Min(0.01, math.Pow(10, math.Floor(math.Log10((x.To-x.From)/2e5))))
	for i := range fl.spots {
		x.Units = append(x.Units, unitOf(fl, &fl.spots[i]))
	}
	f.changes(x, fl, rows)
	f.Scenes = append(f.Scenes, x)
	return scene{rows[0].Variant, windowWords(f.Start, x), fl.stage(rows[0].Variant)}, true
}

// windowWords says which stretch of the run a scene is.
func windowWords(start *int64, x *frames) string {
	if start == nil {
		return "from " + span(x.From) + " after the start of the run on, for " + span(x.To-x.From)
	}
	from := time.UnixMilli(*start).UTC().Add(time.Duration(x.From * 1e9))
	return "from " + from.Format("2006-01-02 15:04:05") + " on, for " + span(x.To-x.From)
}

func unitOf(f *floor, p *spot) unit {
	u := unit{Name: p.place.Asset, Kind: p.place.Kind}
	for _, q := range p.pts {
		u.At = append(u.At, tenths(q))
	}
	if b := p.place.Belt; b != nil && len(p.pts) > 1 {
		u.Belt = &unitBelt{Speed: b.Speed, Closes: b.Accumulates}
		for _, e := range b.Ends {
			u.Belt.Ends = append(u.Belt.Ends, math.Round(e*1000)/1000)
		}
	}
	if box := f.stateBox(p); box[2] > 0 {
		u.Box = &box
	}
	return u
}

func tenths(p [2]float64) [2]int {
	return [2]int{int(math.Round(p[0] * 10)), int(math.Round(p[1] * 10))}
}

// stateBox is where the states of an asset are shown: inside the square of a machine, in the body of a crew.
func (f *floor) stateBox(p *spot) [4]float64 {
	x, y, r := p.in()[0], p.in()[1], f.symbol
	switch p.place.Kind {
	case "source", "sink", "buffer", "conveyor", "fleet", "pool":
		return [4]float64{}
	case "crew":
		return [4]float64{x - 0.6*r, y + 0.34*r, 1.2 * r, 0.5 * r}
	}
	return [4]float64{x - r + 2, y - r + 2, 2*r - 4, 2*r - 4}
}

// stage draws what does not move.
func (f *floor) stage(title string) template.HTML {
	var s svg
	s.open("floor", floorWidth, f.height, "Replay of "+title, "The floor with parts, vehicles and the states of assets at the time of the slider.")
	f.ground(&s)
	for _, a := range f.aisles {
		f.aisle(&s, a)
	}
	for i := range f.spots {
		if p := &f.spots[i]; len(p.pts) > 1 {
			fmt.Fprintf(&s, `<g data-unit="%d"><title>%s</title>`, i, html.EscapeString(p.place.Asset))
			f.belt(&s, p)
			s.WriteString("</g>")
		}
	}
	for i := range f.spots {
		f.routes(&s, &f.spots[i])
	}
	taken := append(f.boxes(), f.ways()...)
	for i := range f.spots {
		p := &f.spots[i]
		if len(p.pts) > 1 {
			continue
		}
		fmt.Fprintf(&s, `<g data-unit="%d"><title>%s</title>`, i, html.EscapeString(p.place.Asset))
		f.drawSymbol(&s, p, load{}, false)
		s.WriteString(`<g class="states"></g></g>`)
		x, y, r := p.in()[0], p.in()[1], f.symbol
		taken = append(taken, box{x - r, y - r - 14, x + 2*r, y - r}) // of parts that wait
		if p.place.Kind == "crew" {
			taken = append(taken, box{x - 3*r, y - 2*r, x - r, y + r}) // of people who wait
		}
	}
	s.WriteString(`<g class="live"></g>`)
	for i := range f.spots {
		taken = f.label(&s, &f.spots[i], load{}, false, taken)
	}
	return s.close()
}

// changes turns rows into numbers.
func (f *film) changes(x *frames, fl *floor, rows []experiment.Moment) {
	last := 0
	seen := map[int]int{} // product of a part, + 1
	add := func(m *experiment.Moment, v ...int) {
		t := int(math.Round((m.T - x.First) / x.Tick))
		x.Rows = append(append(x.Rows, t-last), v...)
		last = t
	}
	for i := range rows {
		m := &rows[i]
		u, known := fl.index[m.Asset]
		switch {
		case m.What == plant.ReplayPart:
			f.part(x, m, u, known, seen, add)
		case !known:
		case m.What == plant.ReplayState:
			if m.T == x.From {
				x.Units[u].Count += int(m.Count)
			}
			add(m, codeState, u, f.stateOf(m.State), int(m.Count))
		case m.What == plant.ReplayWaiting:
			add(m, codeWaiting, u, int(m.Count))
		case m.What == plant.ReplayBelt:
			add(m, codeBelt, u, int(boolTo(m.State == "stands")))
		case m.What == plant.ReplayVehicle || m.What == plant.ReplayPerson:
			at := tenths(fl.at([2]float64{m.X, m.Y}))
			add(m, codeVehicle, u, m.Place, f.stateOf(m.State), at[0], at[1])
		}
	}
}

// part adds where a part is now, what it is and what it takes up, as far as that is new.
func (f *film) part(x *frames, m *experiment.Moment, u int, known bool, seen map[int]int, add func(*experiment.Moment, ...int)) {
	if !known {
		u = -1
	}
	if m.Asset == "" {
		delete(seen, m.Part) // it may come out of another part again
	}
	if m.Product != "" {
		k, ok := f.product[m.Product]
		if !ok {
			k = len(f.Products)
			f.product[m.Product] = k
			f.Products = append(f.Products, m.Product)
		}
		if seen[m.Part] != k+1 {
			seen[m.Part] = k + 1
			add(m, codeProduct, m.Part-x.Part, k)
		}
	}
	if b := beltOf(x, u); b != nil && m.Takes > 0 {
		takes := math.Round(m.Takes*1000) / 1000
		if b.Takes == 0 {
			b.Takes = takes
		}
		if takes != b.Takes {
			add(m, codeTakes, m.Part-x.Part, int(math.Round(takes*1000)))
		}
	}
	add(m, codePart, m.Part-x.Part, u, m.Place)
}

func beltOf(x *frames, u int) *unitBelt {
	if u < 0 {
		return nil
	}
	return x.Units[u].Belt
}

// stateOf is the number of a state, which the legend explains.
func (f *film) stateOf(name string) int {
	k, ok := f.state[name]
	if !ok {
		k = len(f.States)
		f.state[name] = k
		f.States = append(f.States, [2]string{experiment.Plain(name), stateClass(name)})
		f.legend = explain(f.legend, stateClass(name), experiment.Plain(name))
	}
	return k
}
