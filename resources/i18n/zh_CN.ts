<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AlarmRows</name>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Value / limit</source>
        <translation>数值 / 限值</translation>
    </message>
    <message>
        <source>Raised</source>
        <translation>发生</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>AlarmStrip</name>
    <message>
        <source>Alarms</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Shelve for 1 h</source>
        <translation>搁置 1 小时</translation>
    </message>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>{n} active, {waiting} not acknowledged</source>
        <translation>活动告警 {n} 条，未确认 {waiting} 条</translation>
    </message>
    <message>
        <source>{n} over, not acknowledged</source>
        <translation>已恢复未确认 {n} 条</translation>
    </message>
    <message>
        <source>{n} put aside</source>
        <translation>已搁置或停用 {n} 个</translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>What needs attention</source>
        <translation>当前待办</translation>
    </message>
    <message>
        <source>Nothing is overdue and nothing waits for the centre.</source>
        <translation>没有超期事件，也没有等待中心处理的事项。</translation>
    </message>
    <message>
        <source>Click anything on the map, in the list or in the twin to see its details.</source>
        <translation>点选地图、列表或三维场景中的对象，可查看详情。</translation>
    </message>
    <message>
        <source>Data is on its way …</source>
        <translation>正在接收数据 …</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>Alarms not acknowledged</source>
        <translation>未确认告警</translation>
    </message>
    <message>
        <source>Waiting for the centre</source>
        <translation>待立案、待派遣</translation>
    </message>
    <message>
        <source>To verify</source>
        <translation>待核查</translation>
    </message>
    <message>
        <source>{state} for {span}</source>
        <translation>{state} {span}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Synthetic data</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>Boundaries are approximate, not the legal ones</source>
        <translation>边界为近似值，非法定界线</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Card</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>‹ All that were chosen</source>
        <translation>‹ 返回框选结果</translation>
    </message>
    <message>
        <source>‹ What needs attention</source>
        <translation>‹ 当前待办</translation>
    </message>
</context>
<context>
    <name>ChosenList</name>
    <message>
        <source>{n} chosen: {layer}</source>
        <translation>已框选 {n} 件{layer}</translation>
    </message>
</context>
<context>
    <name>ClockBar</name>
    <message>
        <source>Clock stopped: suspended</source>
        <translation>已挂账，计时暂停</translation>
    </message>
    <message>
        <source>No limit was set</source>
        <translation>未设定时限</translation>
    </message>
    <message>
        <source>The clock starts with the dispatch</source>
        <translation>派遣后开始计时</translation>
    </message>
    <message>
        <source>Fed back late</source>
        <translation>超期反馈</translation>
    </message>
    <message>
        <source>Fed back in time</source>
        <translation>按期反馈</translation>
    </message>
</context>
<context>
    <name>CloseForm</name>
    <message>
        <source>Result of the verification</source>
        <translation>核查结论</translation>
    </message>
    <message>
        <source>A closed event cannot be opened again.</source>
        <translation>结案后不能重新打开。</translation>
    </message>
</context>
<context>
    <name>CommandForm</name>
    <message>
        <source>Note (required)</source>
        <translation>说明（必填）</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明（选填）</translation>
    </message>
    <message>
        <source>Write why: a note is required</source>
        <translation>请填写说明：此项必填</translation>
    </message>
</context>
<context>
    <name>Coordinates</name>
    <message>
        <source>Gauss-Krüger zone {zone} ({meridian}°E)  N {north:,.1f}  E {east:,.1f} m</source>
        <translation>高斯-克吕格 {zone} 带（{meridian}°E）  X {north:,.1f}  Y {east:,.1f} 米</translation>
    </message>
    <message>
        <source>height {height:.0f} m</source>
        <translation>高程 {height:.0f} 米</translation>
    </message>
</context>
<context>
    <name>DispatchForm</name>
    <message>
        <source>Choose the unit to send</source>
        <translation>请选择处置单位</translation>
    </message>
</context>
<context>
    <name>EventActions</name>
    <message>
        <source>{verb}: sending …</source>
        <translation>{verb}：提交中…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>EventCard</name>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>Open the sensor</source>
        <translation>查看设备</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Happened</source>
        <translation>发生时间</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>处置单位</translation>
    </message>
    <message>
        <source>Chosen because</source>
        <translation>派遣依据</translation>
    </message>
    <message>
        <source>stopped; set anew when it is resumed (was {due})</source>
        <translation>计时已停，恢复后重新计算（原为 {due}）</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>办结时限</translation>
    </message>
    <message>
        <source>supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>extended</source>
        <translation>已延期</translation>
    </message>
    <message>
        <source>rework {n}</source>
        <translation>返工 {n} 次</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Merged into</source>
        <translation>并入</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Satisfied</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>Not satisfied</source>
        <translation>不满意</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
</context>
<context>
    <name>EventList</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Number, title, unit or division</source>
        <translation>编号、标题、单位或区划代码</translation>
    </message>
    <message>
        <source>All open</source>
        <translation>全部未结</translation>
    </message>
    <message>
        <source>To dispatch</source>
        <translation>待派遣</translation>
    </message>
    <message>
        <source>In hand</source>
        <translation>处置中</translation>
    </message>
    <message>
        <source>To verify</source>
        <translation>待核查</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已结案</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>全部类别</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>全部级别</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新在前</translation>
    </message>
    <message>
        <source>Most urgent first</source>
        <translation>最紧急在前</translation>
    </message>
    <message>
        <source>By level</source>
        <translation>按级别</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我经办</translation>
    </message>
    <message>
        <source>Only events that I had in hand</source>
        <translation>只看我经办过的事件</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>{n} of {total} events</source>
        <translation>{n} / {total} 件</translation>
    </message>
    <message>
        <source>No event matches, of {total}</source>
        <translation>没有符合条件的事件（共 {total} 件）</translation>
    </message>
    <message>
        <source>No events</source>
        <translation>暂无事件</translation>
    </message>
</context>
<context>
    <name>FactCard</name>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>Open its event</source>
        <translation>查看所办事件</translation>
    </message>
</context>
<context>
    <name>FollowUpForm</name>
    <message>
        <source>Satisfied</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>Not satisfied</source>
        <translation>不满意</translation>
    </message>
</context>
<context>
    <name>FreshnessBar</name>
    <message>
        <source>{n} channels played from a file</source>
        <translation>含文件回放数据 {n} 路</translation>
    </message>
    <message>
        <source>NOT LIVE</source>
        <translation>非实时</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>REPLAY</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>{n} commands waiting</source>
        <translation>{n} 条指令待答复</translation>
    </message>
    <message>
        <source>Lag {lag}</source>
        <translation>延迟 {lag}</translation>
    </message>
    <message>
        <source>Lost {n}</source>
        <translation>丢失 {n}</translation>
    </message>
    <message>
        <source>Batches of readings lost on the way: {n}</source>
        <translation>途中丢失的读数批次：{n}</translation>
    </message>
    <message>
        <source>Readings that the backend could not store: {n}</source>
        <translation>后台未能入库的读数：{n}</translation>
    </message>
    <message>
        <source>Readings that could not be used: {n}</source>
        <translation>无法使用的读数：{n}</translation>
    </message>
    <message>
        <source>Records are never lost. Replayed: {n}</source>
        <translation>记录从不丢失，已补传：{n}</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>暂无数据</translation>
    </message>
    <message>
        <source>Newest data {span} ago</source>
        <translation>最新数据 {span}前</translation>
    </message>
    <message>
        <source>Backend {n} MB</source>
        <translation>后台 {n} MB</translation>
    </message>
    <message>
        <source>No data yet, for {span}: {why}</source>
        <translation>已 {span}没有收到任何数据：{why}</translation>
    </message>
    <message>
        <source>The picture stands at {time}: no data for {span}</source>
        <translation>画面停在 {time}，数据已 {span}未更新</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>{county} Command Centre</source>
        <translation>{county}指挥中心</translation>
    </message>
    <message>
        <source>Synthetic data</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>Partly approximate boundaries</source>
        <translation>部分边界为近似值</translation>
    </message>
    <message>
        <source>On duty: {name}</source>
        <translation>值班：{name}</translation>
    </message>
    <message>
        <source>Who is at the desk? The name stands on every command</source>
        <translation>谁在值班？姓名记入每条指令</translation>
    </message>
    <message>
        <source>Of the events whose limit ends today, the share that is closed</source>
        <translation>今日到期应结案件中已结案的比例</translation>
    </message>
    <message>
        <source>Reported today</source>
        <translation>今日上报</translation>
    </message>
    <message>
        <source>To dispatch</source>
        <translation>待派遣</translation>
    </message>
    <message>
        <source>In hand</source>
        <translation>处置中</translation>
    </message>
    <message>
        <source>To verify</source>
        <translation>待核查</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>Closed of due today</source>
        <translation>今日结案率</translation>
    </message>
    <message>
        <source>Alarms: new / active</source>
        <translation>告警 未确认/活动</translation>
    </message>
    <message>
        <source>{n} over</source>
        <translation>已恢复 {n}</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Whole county (Home)</source>
        <translation>全县视角（Home）</translation>
    </message>
    <message>
        <source>North up, from above (N)</source>
        <translation>正北俯视（N）</translation>
    </message>
    <message>
        <source>Exaggerate heights more</source>
        <translation>增大高程夸张</translation>
    </message>
    <message>
        <source>Exaggerate heights less</source>
        <translation>减小高程夸张</translation>
    </message>
    <message>
        <source>Heights × {0}</source>
        <translation>高程 × {0}</translation>
    </message>
    <message>
        <source>Open in a window of its own</source>
        <translation>在独立窗口中打开</translation>
    </message>
    <message>
        <source>N</source>
        <translation>北</translation>
    </message>
    <message>
        <source>Synthetic data</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>Approximate data</source>
        <translation>近似数据</translation>
    </message>
    <message>
        <source>No terrain in this package: shown flat</source>
        <translation>数据包无地形，按平面显示</translation>
    </message>
</context>
<context>
    <name>LayerTree</name>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
</context>
<context>
    <name>MainMenu</name>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Report an event</source>
        <translation>上报事件</translation>
    </message>
    <message>
        <source>Search events</source>
        <translation>查找事件</translation>
    </message>
    <message>
        <source>Who is on duty …</source>
        <translation>值班登记…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>二维地图</translation>
    </message>
    <message>
        <source>Map and twin</source>
        <translation>并列</translation>
    </message>
    <message>
        <source>3D twin</source>
        <translation>三维孪生</translation>
    </message>
    <message>
        <source>3D twin in a window of its own</source>
        <translation>独立窗口打开三维孪生</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>恢复默认布局</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Who is on duty</source>
        <translation>值班登记</translation>
    </message>
    <message>
        <source>Name on every command:</source>
        <translation>记入每条指令的姓名：</translation>
    </message>
    <message>
        <source>Send the open form of the card</source>
        <translation>提交详情中已打开的表单</translation>
    </message>
    <message>
        <source>County command centre and digital twin. One county on one screen, live.</source>
        <translation>县域指挥中心与数字孪生：一屏观全域，一网管全域。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>{n} commands have not been answered yet. They are lost when the window closes.</source>
        <translation>还有 {n} 条指令未得到答复，关闭窗口后将丢失。</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>继续等待</translation>
    </message>
    <message>
        <source>Close and lose them</source>
        <translation>仍然关闭</translation>
    </message>
</context>
<context>
    <name>MapButtons</name>
    <message>
        <source>Zoom in (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>缩小（-）</translation>
    </message>
    <message>
        <source>Whole county (Home)</source>
        <translation>全县（Home）</translation>
    </message>
    <message>
        <source>Select with a box (Shift and drag)</source>
        <translation>框选（Shift 加拖动）</translation>
    </message>
</context>
<context>
    <name>MergeForm</name>
    <message>
        <source>No other open event to merge into</source>
        <translation>没有可并入的未结事件</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>{what}: {done}</source>
        <translation>{what}：{done}</translation>
    </message>
    <message>
        <source>{verb} {what}: {answer}</source>
        <translation>{verb} {what}：{answer}</translation>
    </message>
</context>
<context>
    <name>NorthArrow</name>
    <message>
        <source>N</source>
        <translation>北</translation>
    </message>
</context>
<context>
    <name>ReportForm</name>
    <message>
        <source>Report an event</source>
        <translation>上报事件</translation>
    </message>
    <message>
        <source>Title *</source>
        <translation>标题 *</translation>
    </message>
    <message>
        <source>Place *</source>
        <translation>位置 *</translation>
    </message>
    <message>
        <source>Category *</source>
        <translation>小类 *</translation>
    </message>
    <message>
        <source>Level *</source>
        <translation>等级 *</translation>
    </message>
    <message>
        <source>Source *</source>
        <translation>来源 *</translation>
    </message>
    <message>
        <source>Reporter, phone</source>
        <translation>上报人/电话</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>What happened, in a few words</source>
        <translation>用一句话说明发生了什么</translation>
    </message>
    <message>
        <source>Longitude, latitude</source>
        <translation>经度，纬度</translation>
    </message>
    <message>
        <source>Pick on the map</source>
        <translation>地图选点</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Please choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Write longitude and latitude in degrees, like 109.60, 27.95</source>
        <translation>请以度为单位填写经度、纬度，例如 109.60, 27.95</translation>
    </message>
    <message>
        <source>No place yet</source>
        <translation>尚未选点</translation>
    </message>
    <message>
        <source>Outside the county</source>
        <translation>位于县域之外</translation>
    </message>
    <message>
        <source>{place} · drag the pin to correct it</source>
        <translation>{place} · 可拖动图钉修正</translation>
    </message>
    <message>
        <source>the title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>the category</source>
        <translation>小类</translation>
    </message>
    <message>
        <source>the place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>the level</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>the source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Still missing: {what}</source>
        <translation>尚缺：{what}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>The description has {n} characters, at most {limit} are kept; shorten it</source>
        <translation>描述有 {n} 个字符，最多 {limit} 个，请缩短</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Name, code, event number or coordinates</source>
        <translation>名称、代码、事件编号或坐标</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <source>Event {number} is not here; {days} days after its end it is in the journal alone</source>
        <translation>没有事件 {number}；办结满 {days} 天的事件只在日志中</translation>
    </message>
    <message>
        <source>Nothing found for “{text}”</source>
        <translation>没有找到“{text}”</translation>
    </message>
    <message>
        <source>Outside the county, {km} km from its border</source>
        <translation>不在本县范围内（距县界 {km} 公里）</translation>
    </message>
    <message>
        <source>Not a place here: type degrees (111.5, 28.2) or Gauss-Krüger metres</source>
        <translation>不是本地坐标：请输入经纬度（111.5, 28.2）或高斯-克吕格坐标（米）</translation>
    </message>
</context>
<context>
    <name>SensorCard</name>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>Fetching the history …</source>
        <translation>正在读取历史数据…</translation>
    </message>
    <message>
        <source>{n} readings</source>
        <translation>{n} 个读数</translation>
    </message>
    <message>
        <source>No readings in this time</source>
        <translation>此时段没有读数</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>never heard</source>
        <translation>从未上报</translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation>{span}前</translation>
    </message>
</context>
<context>
    <name>SubclassBox</name>
    <message>
        <source>Please choose, or type to search</source>
        <translation>请选择，或输入文字查找</translation>
    </message>
</context>
<context>
    <name>SuperviseForm</name>
    <message>
        <source>What is asked for, of whom, by when (required)</source>
        <translation>督办要求、对象、期限（必填）</translation>
    </message>
</context>
<context>
    <name>TimeLine</name>
    <message>
        <source>by the system itself</source>
        <translation>系统自动</translation>
    </message>
    <message>
        <source>(recorded {span} later)</source>
        <translation>（发生后{span}补录）</translation>
    </message>
</context>
<context>
    <name>TwinWidget</name>
    <message>
        <source>{0} · digital twin</source>
        <translation>{0} · 数字孪生</translation>
    </message>
    <message>
        <source>No 3D view: {0}</source>
        <translation>无法显示三维场景：{0}</translation>
    </message>
    <message>
        <source>Preparing the 3D view …</source>
        <translation>正在准备三维场景…</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>County Command Centre</source>
        <translation>县域指挥中心</translation>
    </message>
</context>
<context>
    <name>_ChoiceForm</name>
    <message>
        <source>Choose one</source>
        <translation>请选择一项</translation>
    </message>
</context>
<context>
    <name>dispatch</name>
    <message>
        <source>Nearest free unit of its kind, {km} km in a straight line</source>
        <translation>同类单位中最近的空闲单位，直线距离 {km} 公里</translation>
    </message>
    <message>
        <source>Number {place} of the free units of its kind by distance, {km} km in a straight line</source>
        <translation>同类空闲单位中距离第{place}近，直线距离 {km} 公里</translation>
    </message>
    <message>
        <source>All units of its kind are busy; this one has {tasks} tasks, {km} km in a straight line</source>
        <translation>同类单位均有任务；该单位在办 {tasks} 件，直线距离 {km} 公里</translation>
    </message>
    <message>
        <source>Has {tasks} tasks while others of its kind are free, {km} km in a straight line</source>
        <translation>在办任务 {tasks} 件（另有同类空闲单位），直线距离 {km} 公里</translation>
    </message>
    <message>
        <source>No unit of the county fits; the department that answers for it</source>
        <translation>县内没有合适的队伍，交主管部门</translation>
    </message>
    <message>
        <source>The department that answers for it</source>
        <translation>主管部门</translation>
    </message>
    <message>
        <source>Chosen by the operator, number {place} of the suggestions: {why}</source>
        <translation>值班员指定（推荐排序第{place}）：{why}</translation>
    </message>
</context>
<context>
    <name>explained</name>
    <message>
        <source>{address}: the backend does not admit this key; put client.key into its keys/clients folder</source>
        <translation>{address}：后台不接受此密钥；请将 client.key 放入后台的 keys/clients 文件夹</translation>
    </message>
    <message>
        <source>{address}: nobody answers yet; is the backend running there, and are these its keys?</source>
        <translation>{address}：尚无应答；请确认后台正在该地址运行，且密钥与之相符</translation>
    </message>
    <message>
        <source>{address}: the backend has fallen silent; it is asked again until it answers</source>
        <translation>{address}：后台已无心跳；将持续重试直至应答</translation>
    </message>
    <message>
        <source>{why}: the backend cannot be started; mend this and open the county again</source>
        <translation>{why}：后台无法启动；请排除故障后重新打开</translation>
    </message>
    <message>
        <source>{why}: the backend ends again and again and is started anew with growing pauses</source>
        <translation>{why}：后台反复退出，正以逐渐加长的间隔重新启动</translation>
    </message>
    <message>
        <source>the window that ran the backend of this county has closed; open the county again</source>
        <translation>本县后台所属的窗口已关闭，请重新打开该县</translation>
    </message>
    <message>
        <source>--name is empty; give the county&apos;s name</source>
        <translation>--name 为空；请给出县名</translation>
    </message>
    <message>
        <source>a frame could not be decoded ({why}); both sides must be of the same version</source>
        <translation>数据帧无法解码（{why}）；前后台版本须一致</translation>
    </message>
    <message>
        <source>a frame for {named} arrived, but realm {realm} runs here; name that realm</source>
        <translation>收到发往 {named} 的数据帧，但此处运行的是 {realm}；请使用该域</translation>
    </message>
    <message>
        <source>a frame without a topic arrived; speak protocol 1 (realm/stream NUL MessagePack)</source>
        <translation>收到没有主题的数据帧；请使用协议 1 (realm/stream NUL MessagePack)</translation>
    </message>
    <message>
        <source>a message of {n} frames arrived; send single frames</source>
        <translation>收到由 {n} 帧组成的消息；请逐帧发送</translation>
    </message>
    <message>
        <source>a record could not be decoded ({why})</source>
        <translation>记录无法解码（{why}）</translation>
    </message>
    <message>
        <source>catalog/{table}.toml: row {row} is missing, but the journal knows it{others}; put the row back with retired = true</source>
        <translation>catalog/{table}.toml：缺少行 {row}，而日志中已有它{others}；请以 retired = true 恢复该行</translation>
    </message>
    <message>
        <source>protocol {ours} is spoken here, not {theirs}; update the older side</source>
        <translation>后台使用协议 {ours}，而非 {theirs}；请升级较旧的一方</translation>
    </message>
    <message>
        <source>realm {ours} runs here, not {theirs}; name that realm</source>
        <translation>后台运行的是 {ours}，而非 {theirs}；请使用该域</translation>
    </message>
    <message>
        <source>resource {resource}: the catalogue has no resource kind {kind!r}; add it to {own}, or build the package anew</source>
        <translation>资源 {resource}：目录中没有资源类型 {kind!r}；请在 {own} 中添加，或重新生成数据包</translation>
    </message>
    <message>
        <source>sensor {sensor}: the catalogue has no sensor kind {kind!r}; add it to catalog/sensor_kinds.toml of the package, or build the package anew</source>
        <translation>传感器 {sensor}：目录中没有传感器类型 {kind!r}；请将其加入数据包的 catalog/sensor_kinds.toml，或重新构建数据包</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); check its permissions</source>
        <translation>{path}：无法读取（{why}）；请检查其权限</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); make it a folder of tables</source>
        <translation>{path}：无法读取（{why}）；它应是存放目录表的文件夹</translation>
    </message>
    <message>
        <source>{path}: format {found} is newer than this program; update the program</source>
        <translation>{path}：格式 {found} 比本程序新；请升级程序</translation>
    </message>
    <message>
        <source>{path}: format {found} is older than this program&apos;s {wanted}; run `main.py county migrate {folder}`</source>
        <translation>{path}：格式 {found} 低于本程序的 {wanted}；请运行 main.py county migrate {folder}</translation>
    </message>
    <message>
        <source>{path}: row {row}: a key is made of letters, digits, - _ and .; rename the row</source>
        <translation>{path}：行 {row}：键只能由字母、数字和 - _ . 组成；请给该行改名</translation>
    </message>
    <message>
        <source>{path}: row {row}: {why}; fix the row</source>
        <translation>{path}：行 {row}：{why}；请修正该行</translation>
    </message>
    <message>
        <source>{path}: row {row}: {why}; fix the row or add what it names</source>
        <translation>{path}：行 {row}：{why}；请修正该行或补上其引用的内容</translation>
    </message>
    <message>
        <source>{path}: row {row}: {why}; put a row of this key into {own}, or add what it names</source>
        <translation>{path}：行 {row}：{why}；请在 {own} 中加入此键的行，或补上其引用的内容</translation>
    </message>
    <message>
        <source>{path}: the catalogue has no such table; name it {names}, or take the file away</source>
        <translation>{path}：目录中没有这个表；请改名为 {names}，或移走该文件</translation>
    </message>
    <message>
        <source>{path}: the step to format {number} failed ({why}); nothing was changed, fix that or report it</source>
        <translation>{path}：升级到格式 {number} 失败（{why}），内容未作改动；请排除原因或报告问题</translation>
    </message>
    <message>
        <source>{path}: was no part of the package so far, but from format 2 on its tables count; move it away, migrate, and put it back if it is meant so</source>
        <translation>{path}：此前不属于数据包，但自格式 2 起其中的表会生效；请先移走再升级，确需生效的再放回</translation>
    </message>
    <message>
        <source>{path}: {why}; fix the line</source>
        <translation>{path}：{why}；请修正该行</translation>
    </message>
    <message>
        <source>{path}: {why}; fix the line or build the package anew</source>
        <translation>{path}：{why}；请修正该行或重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: {why}; restore the file or fix the line</source>
        <translation>{path}：{why}；请恢复文件或修正该行</translation>
    </message>
    <message>
        <source>the backend runs {theirs} ({their_key}, EPSG {their_epsg}), this map shows {ours} ({our_key}, EPSG {our_epsg}); open the package that the backend has</source>
        <translation>后台运行的是 {theirs}（{their_key}，EPSG {their_epsg}），本图显示的是 {ours}（{our_key}，EPSG {our_epsg}）；请打开后台所用的数据包</translation>
    </message>
    <message>
        <source>the backend speaks protocol {theirs}, realm {their_realm}; this desktop {ours}, {our_realm}; start the matching one</source>
        <translation>后台使用协议 {theirs}、域 {their_realm}，本机为 {ours}、{our_realm}；请启动相匹配的版本</translation>
    </message>
    <message>
        <source>the catalogue that was received cannot be used ({why}); run one version of the program on both sides</source>
        <translation>收到的目录无法使用（{why}）；前后台须运行同一版本</translation>
    </message>
    <message>
        <source>{folder}: no county package here ({manifest} is missing); build one with `main.py county new {folder}`</source>
        <translation>{folder}：此处没有县域数据包（缺少 {manifest}）；可用 main.py county new {folder} 生成</translation>
    </message>
    <message>
        <source>{folder}: the keys cannot be made ({why}); give a folder that can be written</source>
        <translation>{folder}：无法生成密钥（{why}）；请指定可写的文件夹</translation>
    </message>
    <message>
        <source>{folder}: the migration changed the county&apos;s identity; report it</source>
        <translation>{folder}：升级改变了县的标识；请报告问题</translation>
    </message>
    <message>
        <source>{folder}: the step to format {number} did not lead there; report it</source>
        <translation>{folder}：未能升级到格式 {number}；请报告问题</translation>
    </message>
    <message>
        <source>{folder}: {file} is missing; build the package anew</source>
        <translation>{folder}：缺少 {file}；请重新生成数据包</translation>
    </message>
    <message>
        <source>{kind} failed ({why}); the log has more</source>
        <translation>{kind} 处理失败（{why}），详情见日志</translation>
    </message>
    <message>
        <source>{path}: cannot be opened ({why}); build the package anew</source>
        <translation>{path}：无法打开（{why}）；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); build the package anew</source>
        <translation>{path}：无法读取（{why}）；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: holds no secret key; restore the file or delete it to have new keys made</source>
        <translation>{path}：文件中没有私钥；请恢复该文件，或删除后重新生成</translation>
    </message>
    <message>
        <source>{path}: layer {layer} cannot be read ({why}); build the package anew</source>
        <translation>{path}：图层 {layer} 无法读取（{why}）；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: layer {layer} is missing; run `main.py county check {folder}`</source>
        <translation>{path}：缺少图层 {layer}；请运行 main.py county check {folder}</translation>
    </message>
    <message>
        <source>{path}: layer {layer} lacks {columns}; build the package anew</source>
        <translation>{path}：图层 {layer} 缺少 {columns}；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: no key can be read here ({why}); copy the keys that the backend made</source>
        <translation>{path}：无法读取密钥（{why}）；请复制后台生成的密钥</translation>
    </message>
    <message>
        <source>{path}: nothing of layer {layer} can be used; run `main.py county check {folder}`</source>
        <translation>{path}：图层 {layer} 没有可用内容；请运行 `main.py county check {folder}`</translation>
    </message>
    <message>
        <source>{path}: others may read this secret key; run `chmod 600 {path}`, or make new keys if they did</source>
        <translation>{path}：其他用户可读取此私钥；请运行 chmod 600 {path}，若已泄露请重新生成</translation>
    </message>
    <message>
        <source>{folder}: the county cannot be opened ({why}); build the package anew, or report it with the log</source>
        <translation>{folder}：无法打开该县（{why}）；请重新生成数据包，或附上日志报告问题</translation>
    </message>
</context>
<context>
    <name>moments</name>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} 小时 {m} 分</translation>
    </message>
    <message>
        <source>{d} d {h} h</source>
        <translation>{d} 天 {h} 小时</translation>
    </message>
</context>
<context>
    <name>opening</name>
    <message>
        <source>Reading the county</source>
        <translation>正在读取县域数据</translation>
    </message>
    <message>
        <source>Reading the terrain</source>
        <translation>正在读取地形</translation>
    </message>
    <message>
        <source>Preparing the layers</source>
        <translation>正在准备图层</translation>
    </message>
</context>
<context>
    <name>refusals</name>
    <message>
        <source>Event {event} exists already; report it under a new number</source>
        <translation>事件 {event} 已存在，请用新编号上报</translation>
    </message>
    <message>
        <source>Event {event} is not known here; refresh the list</source>
        <translation>没有事件 {event}，请刷新列表</translation>
    </message>
    <message>
        <source>Event {event} ended more than {days} days ago; its steps are in the journal alone</source>
        <translation>事件 {event} 已结束超过 {days} 天，其经过只保存在日志中</translation>
    </message>
    <message>
        <source>The event needs a number of 1 to 64 printable characters</source>
        <translation>事件编号须为 1 至 64 个可见字符</translation>
    </message>
    <message>
        <source>The text is too long: at most {limit} characters</source>
        <translation>文字过长，最多 {limit} 个字符</translation>
    </message>
    <message>
        <source>It is too long to be sent: at most {limit} bytes; shorten its texts</source>
        <translation>内容过长，无法发送：最多 {limit} 字节，请缩短文字</translation>
    </message>
    <message>
        <source>The report has no title; say in a few words what happened</source>
        <translation>上报缺少标题，请用一句话说明发生了什么</translation>
    </message>
    <message>
        <source>{command} is not possible while event {event} is {state}</source>
        <translation>事件 {event} 当前为“{state}”，不能{command}</translation>
    </message>
    <message>
        <source>{command} of event {event} needs a note; write why</source>
        <translation>事件 {event} {command}须填写说明</translation>
    </message>
    <message>
        <source>Event {event} cannot take another one in: it is {state}</source>
        <translation>事件 {event} 当前为“{state}”，不能并入</translation>
    </message>
    <message>
        <source>Event {event}: choose the unit to send</source>
        <translation>事件 {event}：请选择处置单位</translation>
    </message>
    <message>
        <source>Unit {unit} is not in this county; choose one from the list</source>
        <translation>本县没有单位 {unit}，请从列表中选择</translation>
    </message>
    <message>
        <source>Subclass {subclass} is not in the catalogue</source>
        <translation>目录中没有小类 {subclass}</translation>
    </message>
    <message>
        <source>The place {x_m}, {y_m} lies outside the county</source>
        <translation>位置 {x_m}, {y_m} 在县域之外</translation>
    </message>
    <message>
        <source>Event {event}: the new deadline must be later than the present one</source>
        <translation>事件 {event}：新时限必须晚于现有时限</translation>
    </message>
    <message>
        <source>Event {event}: its clock was never started</source>
        <translation>事件 {event} 尚未开始计时</translation>
    </message>
    <message>
        <source>Event {event} is under supervision already</source>
        <translation>事件 {event} 已在督办中</translation>
    </message>
    <message>
        <source>Event {event}: the score must be 1 to 5</source>
        <translation>事件 {event}：评分须为 1 至 5</translation>
    </message>
    <message>
        <source>Alarm {alarm} is not known here</source>
        <translation>没有告警 {alarm}</translation>
    </message>
    <message>
        <source>{command} is not possible while alarm {alarm} is {state}</source>
        <translation>告警 {alarm} 当前为“{state}”，不能{command}</translation>
    </message>
    <message>
        <source>The time must lie in the future</source>
        <translation>时间必须晚于现在</translation>
    </message>
    <message>
        <source>The time is too far away: at most {days} days</source>
        <translation>时间过远，最多 {days} 天</translation>
    </message>
    <message>
        <source>It cannot have happened at that time: it lies ahead, or more than {years} years back; mend the time, or set this machine&apos;s clock</source>
        <translation>发生时间不合理：晚于当前时间，或早于 {years} 年前；请改正时间，或校准本机时钟</translation>
    </message>
    <message>
        <source>Event {event} has moved on since then; refresh and look again</source>
        <translation>事件 {event} 已有新进展，请刷新后再看</translation>
    </message>
    <message>
        <source>{command} is only for the watch itself</source>
        <translation>{command}只能由监测服务发出</translation>
    </message>
    <message>
        <source>{command} failed in the desk ({reason}); its log has more</source>
        <translation>{command}在后台出错（{reason}），详见其日志</translation>
    </message>
    <message>
        <source>Realm {realm} does not run here</source>
        <translation>此处没有运行 {realm}</translation>
    </message>
    <message>
        <source>Sensor {sensor} with channel {channel} is not in this county</source>
        <translation>本县没有设备 {sensor} 的通道 {channel}</translation>
    </message>
    <message>
        <source>Reading of {sensor}: {reason}</source>
        <translation>设备 {sensor} 的读数：{reason}</translation>
    </message>
    <message>
        <source>The journal&apos;s disk is full; free space, the desk resumes by itself</source>
        <translation>日志磁盘已满，请释放空间，后台会自行恢复</translation>
    </message>
    <message>
        <source>The journal could not be written: {reason}</source>
        <translation>日志无法写入：{reason}</translation>
    </message>
    <message>
        <source>Command id {command} was used before for something else</source>
        <translation>指令编号 {command} 已用于其他指令</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Unacknowledged</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Over, unacknowledged</source>
        <translation>已恢复未确认</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Shelved</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Suppressed</source>
        <translation>已抑制</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <source>File</source>
        <translation>立案</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>并案</translation>
    </message>
    <message>
        <source>Dispatch</source>
        <translation>派遣</translation>
    </message>
    <message>
        <source>Accept task</source>
        <translation>接受任务</translation>
    </message>
    <message>
        <source>Return task</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>延期</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>挂账</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>销账</translation>
    </message>
    <message>
        <source>Supervise</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>Feed back</source>
        <translation>反馈结果</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>返工</translation>
    </message>
    <message>
        <source>Verify and close</source>
        <translation>核查结案</translation>
    </message>
    <message>
        <source>Follow up</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>综合评价</translation>
    </message>
    <message>
        <source>Raise alarm</source>
        <translation>发出告警</translation>
    </message>
    <message>
        <source>Clear alarm</source>
        <translation>解除告警</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Shelve</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Unshelve</source>
        <translation>取消搁置</translation>
    </message>
    <message>
        <source>Suppress</source>
        <translation>抑制</translation>
    </message>
    <message>
        <source>Unsuppress</source>
        <translation>解除抑制</translation>
    </message>
    <message>
        <source>Take out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Return to service</source>
        <translation>恢复使用</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>已上报</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <source>Filed</source>
        <translation>已立案</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>已并案</translation>
    </message>
    <message>
        <source>Dispatched</source>
        <translation>已派遣</translation>
    </message>
    <message>
        <source>Task accepted</source>
        <translation>接受任务</translation>
    </message>
    <message>
        <source>Task returned</source>
        <translation>退回任务</translation>
    </message>
    <message>
        <source>Deadline extended</source>
        <translation>延期</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>挂账</translation>
    </message>
    <message>
        <source>Resumed</source>
        <translation>销账</translation>
    </message>
    <message>
        <source>Put under supervision</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>Fed back</source>
        <translation>已反馈</translation>
    </message>
    <message>
        <source>Sent back for rework</source>
        <translation>返工</translation>
    </message>
    <message>
        <source>Verified and closed</source>
        <translation>核查结案</translation>
    </message>
    <message>
        <source>Followed up</source>
        <translation>已回访</translation>
    </message>
    <message>
        <source>Evaluated</source>
        <translation>已评价</translation>
    </message>
    <message>
        <source>Very poor</source>
        <translation>很不满意</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>不满意</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Well done</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>很满意</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>信息采集</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>案卷建立</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>任务派遣</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>任务处理</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>处理反馈</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核查结案</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>综合评价</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>可信</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>无效</translation>
    </message>
    <message>
        <source>Played from a file</source>
        <translation>文件回放</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Fetching the present state</source>
        <translation>正在同步</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>No heartbeat</source>
        <translation>心跳中断</translation>
    </message>
    <message>
        <source>Not admitted</source>
        <translation>拒绝接入</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>{state} until {time}</source>
        <translation>{state}，至 {time}</translation>
    </message>
    <message>
        <source>overdue by {span}</source>
        <translation>超期 {span}</translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation>剩余 {span}</translation>
    </message>
</context>
</TS>
