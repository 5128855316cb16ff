r"""Formulas as posts have them: the commands, environments and fonts that are supported (docs/formulas.md).

The 70 commands that public posts use most often and latex2mathml gets wrong or refuses are among them.
"""

from __future__ import annotations

SAME_AS_KATEX = r"""
\boldsymbol{\theta}
\bm{x}
\mathbf{\hat{x}}
{\bf x}
\mathbb{1}
\mathbb{R}
\mathtt{ab}
\mathscr{F}
\mathcal{L}
\mathfrak{g}
\mathsf{T}
\mathrm{d}x
\mathrm{kg}
\mathit{diff}
\boldsymbol{a + b}
\operatorname{arg\,max}_x
\operatorname*{arg\,max}_x f(x)
\lim_{n\to\infty} a_n
\max_x f(x)
\sup_{x} \inf_{y} \liminf_n \limsup_n
\arg\min_x f(x)
\sum_{i=1}^{n} i^2
\int_0^\infty e^{-x}\,dx
\iint_D \oint_C
\iiint_V \nabla \cdot \mathbf{F}\, dV
\prod_{k} \bigcup_{i} \bigoplus_j
\int\limits_0^1
\sum\nolimits_i
\lim\limits_{x \to 0} \frac{\sin x}{x}
\frac{a}{b}\tfrac12\dfrac34\cfrac{1}{2}
{n \choose k} {a \over b} {a \atop b}
\binom{n}{k}\dbinom nk
\genfrac{(}{)}{0pt}{}{n}{k}
\sqrt{x}\sqrt[3]{y}
\hat{x}\vec{v}\bar{x}\dot{x}\ddot{x}\tilde{x}
\mathring{A}\acute{e}\grave{e}\check{c}\breve{u}
\widehat{abc} + \widetilde{abc} + \widetilde{\psi}
\overline{ab}\underline{ab}
\overrightarrow{AB}\overleftarrow{a}\overleftrightarrow{b}\underrightarrow{c}
\overbrace{a+b}^{n}\underbrace{a+b}_{n}
\underbrace{\overbrace{x}^{a}}_{b}
\cancel{x}\bcancel{y}\xcancel{z}\sout{x}
\boxed{E=mc^2}
\text{if } x > 0
\text{a \textbf{b} \textit{c}}
\textbf{bold}\textit{it}\texttt{tt}\textrm{rm}
\left( \frac{a}{b} \right) \left[ x \right] \left\{ x \right\}
\left. \frac{df}{dx} \right|_{x=0}
\left\langle \psi \middle| \phi \right\rangle
\bigl( x \bigr) \Bigl[ y \Bigr] \biggl\{ z \biggr\} \Biggl| w \Biggr|
\langle x \rangle \lfloor x \rfloor \lceil x \rceil \lVert x \rVert \lvert x \rvert
\|x\| |x| \lbrace x \rbrace \lbrack y \rbrack \backslash
\begin{matrix} a & b \\ c & d \end{matrix}
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{bmatrix} a & b \\ c & d \end{bmatrix}
\begin{vmatrix} a & b \\ c & d \end{vmatrix}
\begin{Vmatrix} a & b \\ c & d \end{Vmatrix}
\begin{Bmatrix} a & b \\ c & d \end{Bmatrix}
\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}
\begin{array}{l|r} a & b \\ \hline c & d \end{array}
\left(\begin{array}{cc|c} 1 & 2 & 3 \\ \hline 4 & 5 & 6 \end{array}\right)
\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}
\begin{dcases} a & b \\ c & d \end{dcases}
\begin{rcases} a \\ b \end{rcases}
\begin{aligned} a &= b + c \\ &= d \end{aligned}
\begin{aligned} a &= b & c &= d \\ e &= f & g &= h \end{aligned}
\begin{align*} a &= b \\ c &= d \end{align*}
\begin{align} a &= b \\ c &= d \end{align}
\begin{alignat}{2} a &= b & c &= d \\ e &= f & g &= h \end{alignat}
\begin{gather} a \\ b \end{gather}
\begin{gathered} a \\ b \end{gathered}
\begin{gather*} a \\ b \end{gather*}
\begin{split} a &= b \\ &= c \end{split}
\begin{equation} E = mc^2 \end{equation}
\begin{equation*} E = mc^2 \end{equation*}
\begin{subarray}{c} a\\ b\end{subarray}
\sum_{\substack{i \\ j}} x
a \dag b \ddag c \S \P
\hbar \ell \Re \Im \aleph \wp \partial \nabla \infty \emptyset
\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta\iota\kappa\lambda\mu\nu\xi\pi\varpi
\rho\varrho\sigma\varsigma\tau\upsilon\phi\varphi\chi\psi\omega\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Upsilon\Phi\Psi\Omega
\le \ge \ne \leq \geq \neq \ll \gg \approx \sim \simeq \cong \equiv \propto \prec \succ \perp \parallel \mid \nmid
\in \notin \ni \subset \subseteq \supset \supseteq \cup \cap \setminus \wedge \vee \neg \forall \exists
\to \rightarrow \leftarrow \Rightarrow \Leftrightarrow \iff \implies \mapsto \hookrightarrow \uparrow \downarrow
\longrightarrow \rightharpoonup \leadsto
\pm \mp \times \div \cdot \ast \star \circ \bullet \oplus \otimes \dagger
\ldots \cdots \vdots \ddots \dots \dotsb
a\,b\;c\:d\!e\quad f\qquad g~h\ i
x' + y'' f'(x)
x_i^2 + x^{2}_{i} {}^{14}_{6}C
\sin x \cos\theta \log n \ln x \exp(x) \det A \dim V \ker f \Pr(x) \gcd(a,b) \tanh x
a \bmod b \pmod{n} \mod m
\ket{\psi} \bra{\phi} \braket{a|b}
\mathop{\mathrm{Tr}} A
\not= \not\in
\phantom{x} y \hphantom{z} \vphantom{w}
\color{red} x
\textcolor{blue}{y}
\displaystyle \sum_i x \textstyle \sum_j y
1{,}000 3.14
\Pr\left[ X \geq a \right] \leq \frac{\mathbb{E}[X]}{a}
\overline{z} \bar{z} z^* z^\dagger A^\top A^{\mathsf{T}}
\angle \triangle \square \blacksquare \checkmark \therefore \because
\smash{x} \rlap{b}
\hspace{1em}\hskip 1em \kern 1em \mkern 3mu x
\def\foo#1{#1^2} \foo{x}
\newcommand{\Rn}{\mathbb{R}^n} x \in \Rn
\newcommand{\pair}[2]{\langle #1, #2 \rangle} \pair{a}{b}
\let\eps\varepsilon \eps
""".strip().splitlines()

OF_OUR_OWN = {
    r"\overset{a}{b}\underset{a}{b}\stackrel{!}{=}": "mover(b,a)munder(b,a)mover(=,!)",
    r"\xrightarrow{long\ label}\xleftarrow[b]{a}": "mover(→,longlabel)munderover(←,b,a)",
    r"10\,\AA": "10Å",
    r"Y^\*, w\_{ij}, \text{a\_b}": "msup(Y,\u2217),msub(w,ij),a_b",
    r"\boldsymbol{1}": "1",
    r"\ce{CO2 + C -> 2 CO}": "COmsub(,2)+C→2CO",
    r"\ce{SO4^2- + Ba^2+ -> BaSO4 v}": "SOmsub(,4)msup(,2\u2212)+Bamsup(,2+)→BaSOmsub(,4)↓",
    r"\ce{Zn^2+ <=>[+ 2OH-][+ 2H+] Zn(OH)2}": "Znmsup(,2+)munderover(⇌,+2Hmsup(,+),+2OHmsup(,\u2212))Zn(OH)msub(,2)",
    r"\ce{CH#CH} \text{ and } \pu{123 kJ//mol}": "CH≡CHand123mfrac(kJ,mol)",
    r"\text{# of } \color{#ff0000} x": "#ofx",
    r"\require{cancel} \begin{array}{@{}l@{}r@{}} a & b \end{array}": "mtable(mtr(mtd(a)mtd(b)))",
    r"\begin{aligned} a & b & c \\ d \end{aligned}": "mtable(mtr(mtd(a)mtd(b)mtd(c))mtr(mtd(d)))",
    r"\newcommand{iid}{\in} x \iid y": "x∈y",
    r"\mbox{a}\hbox{b}": "ab",
    r"a = b \\ c = d": "mtable(mtr(mtd(a=b))mtr(mtd(c=d)))",
    r"a = b \\[4pt] c = d": "mtable(mtr(mtd(a=b))mtr(mtd(c=d)))",
    r"a &= b \\ c &= d": "mtable(mtr(mtd(a)mtd(=b))mtr(mtd(c)mtd(=d)))",
    r"\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}": "mtable(mtr(mtd(a)mtd(=)mtd(b))mtr(mtd(c)mtd(=)mtd(d)))",
    r"\begin{multline} a \\ b \end{multline}": "mtable(mtr(mtd(a))mtr(mtd(b)))",
    r"\DeclareMathOperator*{\argmax}{arg\,max} \argmax_x f": "munder(argmax,x)f",
    r"\renewcommand{\vec}[1]{\mathbf{#1}} \vec{x}": "x",
    r"a \tag{1}": "mtable(mtr(mtd(a)mtd((1))))",
    r"\cancelto{0}{x}": "xmover(,0)",
}
"""What KaTeX shows otherwise or does not take, and what it must say here."""
