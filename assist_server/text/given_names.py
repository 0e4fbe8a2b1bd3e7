"""Given names and words that look like names: what a capitalised word may be taken for.

The lists are the editor's own choice of common names; a name that is also a town, a brand, a month or an everyday
word ("Austin", "Mercedes", "June", "Will") is left out of GIVEN and only taken for a name where the words around it
say so.
"""

from __future__ import annotations

GIVEN: frozenset[str] = frozenset(
    """
    Aaron Abby Abigail Adam Adrian Adriana Agnes Ahmed Aidan Aiden Aisha Alan Albert Alejandra Alejandro Alessandro
    Alexandra Alexandre Alexis Alfonso Alfred Ali Alice Alicia Alina Alisha Alison Allison Alyssa Amanda Amelia
    Amina Amir Amit Amy Ana Andrea Andreas Andres Andrew Andy Angela Angelika Angie Anika Anita Anja Anke Ann Anna
    Anne Annett Annette Annika Anthony Antje Antonio Anton Antonia Arash Ariana Armin Arne Arnold Arthur Arturo
    Ashley Astrid Audrey Axel Barbara Barry Bastian Beate Beatrice Beatriz Becky Ben Benedikt Benjamin Bernard Bernd
    Bernhard Beth Bethany Betty Beverly Birgit Bianca Björn Bob Bobby Brad Bradley Brandon Brenda Brendan Brent
    Brett Brian Bridget Britta Brittany Bruce Bryan Caitlin Caleb Cameron Camila Camille Carina Carl Carla Carlos
    Carmen Carol Carole Caroline Carolyn Carrie Carsten Casey Cassandra Catherine Cathy Cecilia Cesar Chad Charles
    Charlie Chelsea Cheryl Chloe Chris Christa Christian Christiane Christina Christine Christoph Christopher Cindy
    Claire Clara Claudia Claus Colin Colleen Connor Conor Corinna Courtney Craig Cristian Cristina Crystal Curtis
    Cynthia Dagmar Damian Dan Dana Daniel Daniela Danielle Danny Darren Darryl Dave David Dawid Dean Deborah Debbie
    Debra Denise Dennis Derek Detlef Diana Diane Diego Dieter Dietmar Dirk Dominic Dominik Donald Donna Doreen Doris
    Dorothea Dorothy Doug Douglas Duncan Dustin Dylan Eduardo Edgar Edith Eduard Edward Edwin Eileen Elaine Elena
    Elias Elisabeth Elise Elizabeth Elke Ella Ellen Elmar Emil Emilia Emilio Emily Emma Enrique Eric Erica Erich
    Erik Erika Erin Esteban Esther Ethan Eugene Eva Evelyn Fabian Fatima Federico Felicitas Felipe Felix Ferdinand
    Fernanda Fernando Fiona Florian Francesca Francesco Francis Francisca Francisco Frank Franz Franziska Fred
    Freddie Frederick Frieda Friedrich Fritz Gabriel Gabriela Gabriele Gareth Gary Gavin Geoff Geoffrey George Georg
    Georgina Gerald Gerard Gerardo Gerd Gerhard Gertrud Gillian Gina Gisela Giulia Giuseppe Glenn Gloria Gonzalo
    Gordon Graham Greg Gregory Gudrun Guillermo Gunnar Günter Günther Gustav Gustavo Hanna Hannah Hannes Hannelore
    Hans Harald Harold Harry Harvey Hassan Heather Hector Heidi Heike Heiko Heiner Heinrich Heinz Helen Helena Helga
    Helmut Hendrik Henning Henrik Henry Herbert Hilda Hildegard Holger Holly Horst Howard Hubert Hugo Ian Ibrahim
    Ignacio Ilona Imran Ines Inés Inge Ingo Ingrid Irene Irina Iris Irma Isaac Isabel Isabella Isabelle Isaiah
    Ismael Ivan Ivonne Jacob Jacqueline Jaime Jake Jakob James Jamie Jana Jane Janet Janice Janine Jared Jasmin
    Jason Javier Jay Jayne Jean Jeanette Jeff Jeffrey Jelena Jenna Jennifer Jenny Jens Jeremy Jerome Jerry Jesse
    Jessica Jill Jim Jimmy Jo Joachim Joan Joana Joanna Joanne Jochen Joe Joel Johann Johanna Johannes John Johnny
    Jon Jonas Jonathan Jorge Jose José Josef Josefa Joseph Josephine Josh Joshua Juan Juana Juanita Judith Judy
    Julia Julian Juliane Julie Juliet Julio Jürgen Justin Justine Kai Karen Karim Karin Karina Karl Karla Karolina
    Karsten Kate Katharina Katherine Kathleen Kathrin Kathryn Kathy Katie Katja Katrin Kayla Keith Ken Kenneth
    Kerstin Kevin Kimberly Kirsten Klara Klaus Konrad Konstantin Kristen Kristin Kristina Kurt Kyle Lara Larry Lars
    Laura Lauren Laurence Lawrence Lea Leah Leandro Lena Leo Leonard Leonardo Leonie Leslie Leticia Liam Linda
    Lindsay Lindsey Lisa Liz Logan Lorena Lorenzo Louis Louise Luca Lucas Lucia Lucía Lucy Ludwig Luis Luisa Luise
    Lukas Luke Lutz Lydia Lynn Madeleine Magdalena Malcolm Manfred Manuel Manuela Marc Marcel Marcela Marcelo Marco
    Marcos Marcus Margaret Margarita Margit Maria María Mariana Marianne Marie Marilyn Mario Marion Marisa Marisol
    Marjorie Markus Marlene Marta Martha Martin Martín Martina Marvin Mary Mateo Mathias Matt Matteo Matthew
    Matthias Maureen Maurice Mauricio Maximilian Maya Megan Mehmet Meike Melanie Melissa Melinda Meredith Mia Micha
    Michael Michaela Michelle Miguel Mike Milena Miriam Mirko Mitchell Mohamed Mohammed Moira Moritz Mona Monica
    Mónica Monika Monique Muhammad Mustafa Myriam Nadine Nadia Nadja Nancy Naomi Natalia Natalie Natasha Nathalie
    Nathan Nathaniel Neil Nele Nelly Nicholas Nick Nicola Nicolas Nicolás Nicole Niels Nigel Nikolai Nils Nina Noah
    Noelia Nora Norbert Norma Oliver Olivia Olga Omar Óscar Oskar Owen Pablo Paola Pamela Patricia Patrick Patty
    Paul Paula Pauline Paulo Pedro Peggy Penelope Peter Petra Phil Philip Philipp Phillip Phoebe Phyllis Pia Pierre
    Priya Quentin Rachel Rafael Rainer Ralf Ralph Ramón Ramona Randall Randy Raphael Raquel Raul Raúl Raymond
    Rebecca Regina Reiner Reinhard Renate Renee Ricardo Richard Rick Ricky Rita Rob Robert Roberta Roberto Robin
    Rocío Rodrigo Roger Roland Rolf Ron Ronald Ronja Rosalind Rosemarie Rosemary Ross Roxanne Roy Rubén Rüdiger
    Rudolf Rupert Russell Ruth Ryan Sabine Sabrina Sally Salvador Sam Samantha Samuel Sandra Sandy Sara Sarah Sascha
    Saskia Scott Sean Sebastian Sebastián Selina Sergio Seth Shane Shannon Sharon Shaun Shawn Sheila Shelly Shirley
    Sibylle Sigrid Silke Silvia Simon Simone Sofia Sofía Sonia Sonja Sophia Sophie Stacey Stacy Stan Stanley Stefan
    Stefanie Steffen Stella Stephan Stephanie Stephen Steve Steven Stuart Sue Susan Susana Susanne Suzanne Sven
    Svenja Swen Sybille Sylvia Tamara Tania Tanja Tanya Tara Ted Teresa Terry Thea Theo Theodor Theresa Thomas
    Thorsten Tiffany Tilman Tim Timo Timothy Tina Tobias Todd Tom Tomás Toni Tony Torsten Tracey Tracy Travis Trevor
    Tristan Tyler Udo Ulf Ulrich Ulrike Ursula Uwe Valentina Valentín Valeria Valerie Vanessa Vera Verena Vernon
    Veronica Verónica Veronika Vicente Vicky Viktor Víctor Vincent Viviana Vivian Volker Walter Waltraud Wanda
    Warren Wayne Wendy Werner Wilfried Wilhelm William Willy Winfried Wolfgang Xavier Ximena Yasmin Yolanda Yusuf
    Yvette Yvonne Zachary Zoe Beatrix Ethel Jade Jodi Jordi Lou Magaly Merve Nuria Pilar Rahul Sanjay Sunil Vijay
    Xiaoming
    """.split()
)

# Capitalised words that stand where names stand: after "Hi", before a comma at a line's start, after "Mr".
NOT_NAMES: frozenset[str] = frozenset(
    """
    the a an this that these those there here it i we you they he she my your our their and but or so if when where
    what which who why how all both any some no not yes ok okay sure thanks thank please sorry hello hi hey dear
    good great nice well also just still again team support service customer customers client sir sirs madam
    sir/madam madame everyone everybody folks guys friend friends friendly agent agents help helpdesk desk staff
    crew manager colleague colleagues member members valued passenger passengers guest user and/or to from for at in
    on with by of as is are was were be been have has had do does did can could will would should may might must
    morning afternoon evening day night today tomorrow yesterday now then soon later monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november
    december regards best kind sincerely cheers absolutely unfortunately however definitely certainly indeed
    actually apologies welcome congratulations hope great perfect agreed enjoy safe travels cool awesome understood
    noted correct right wrong really maybe perhaps otherwise therefore oh wow ah der die das ein eine wir sie ihr
    ihnen ich du es und oder aber wenn wie was wer wo warum damen herren herr frau team kunde kunden kundin
    kundenservice kundendienst zusammen alle leute guten tag morgen abend danke bitte leider hallo liebe lieber
    liebes sehr geehrte geehrter geehrtes freundliche grüße gruß montag dienstag mittwoch donnerstag freitag samstag
    sonntag el la los las un una yo tú usted ustedes nosotros equipo señor señora señores cliente clientes amigo
    amigos todos buenos buenas días tardes noches gracias por favor saludos hola estimado estimada estimados lo
    siento perdón atención servicio soporte lunes martes miércoles jueves viernes sábado domingo airport station
    street road avenue airlines airways hotel bank group inc ltd gmbh ag sl sa university hospital school mr mrs ms
    miss dr prof sra srta martens oetker pepper
    """.split()
)

# Family names written before 先生, 女士 and given names: the hundred commonest, of one character each, and four of two.
CHINESE_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳司诸葛上官"
)

# Parts of people's names that are everyday words in one of the four languages: taken for a name only when capitalised
# within a sentence.
COMMON_WORDS: frozenset[str] = frozenset(
    """
    will mark jean may june april august summer rose grace hope joy faith bill rich art price king young long white
    black brown green gray grey stone wood woods hill field ford bush rice day knight bishop cook baker miller
    carter page case cash chase hunter drew pat rob sue jack ray guy dean gene dale lane penny olive ivy iris ruby
    amber pearl crystal star sunny angel christian major love best good may little small large short strong sharp
    bright swift wise moody church bell ball banks bond brooks burns cross field fields fish fisher fox frost gates
    glass gold hall hand hart head holly house hunt lake lamb land law list lock marsh mason mills moon moss nash
    north park parks parker pope post potter power powers read reed root rose rush sage self shaw shore silver snow
    south spring steel street sumner temple terry tower train turner wall walls ward waters weeks wells west winter
    winters word words york the and for you your our from with this that has have was are not but all any can one
    two out off new now how who why klein groß gross lang kurz schwarz weiß weiss roth rot braun koch vogel sommer
    stark neu frank ernst wolf richter kaiser könig fuchs berg bach busch sauer fein gut alt jung engel herz hahn
    zimmer schneider weber wagner meister bauer schäfer fischer vogt baumann brand kraft sturm winkel stein feld
    wald post der die das und von mit bei ist nicht rosa blanca pilar sol luz mar cruz ángel ramos flores rey reyes
    casa calle campos prado moreno rubio delgado bravo cortés leal franco dolores mercedes consuelo esperanza paz
    gracia nieves concepción santos iglesias torres montes marina victoria gloria bueno los las del que con por para
    una uno san santa
    """.split()
)
